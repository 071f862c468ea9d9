export declare const root: string;
export declare const frugal: readonly string[];
export declare const frugally: Readonly<Record<string, string>>;
