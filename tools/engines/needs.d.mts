export type Needs = { readonly needed: readonly string[]; readonly inPart: readonly string[] };
export type Engines = Readonly<Record<string, { readonly version?: string | undefined; readonly missing?: string; readonly byUrl?: boolean }>>;
export function needsOf(file: string, text: string, known: readonly string[]): Needs;
export function chosenOf(files: readonly string[], patterns: readonly string[]): readonly string[];
export function lackingOf(wanted: readonly string[], engines: Engines): readonly string[];
export function isGap(needs: Needs, engines: Engines): boolean;
export function atLeast(version: string | undefined, least: readonly [major: number, minor: number]): string | undefined;
