export declare const root: string;
export declare const frugal: readonly string[];
