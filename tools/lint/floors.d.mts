type Floor = { readonly name: string };
export const floors: readonly Floor[];
/** The first floor whose pattern a path matches. */
export const floorOf: (path: string) => Floor | undefined;
export declare const worldIn: (text: string) => string | undefined;
