type Digests = Readonly<Record<string, string>>;
export const samples: (folder?: string) => Digests;
export const released: () => Digests;
export const broken: (sealed: Digests, found: Digests) => readonly string[];
