export const checksum: (position: number, text: string) => number;
export const rowsOf: (log: string) => (position: number, text: string, crc: number, stream: string, revision: number, id: string) => string | null;
