/** `open-forum` in the spellings that code needs. */
export type Names = { readonly kebab: string; readonly camel: string; readonly pascal: string; readonly words: string };

export const namesOf = (kebab: string): Names => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab)) throw new Error(`'${kebab}' is no name: write small letters, digits and dashes, like open-forum`);
  const parts = kebab.split('-');
  const pascal = parts.map((part) => part[0]!.toUpperCase() + part.slice(1)).join('');
  return { kebab, pascal, camel: pascal[0]!.toLowerCase() + pascal.slice(1), words: parts.join(' ') };
};
