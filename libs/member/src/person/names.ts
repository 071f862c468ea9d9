import { error, mended, warning, type Note, type Reading } from './note.ts';
import { narrow, tidy } from './text.ts';

const longest = 40;
/** What programs write in place of a character that they could not save. */
const lost = /[?\ufffd\u25a1]/;
const privateUse = /[\ue000-\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}]/u;
const dots = /[\u2022\u2024\u2027\u2219\u22c5\u30fb\uff65]/g;

/**
 * A person's name as it is called: "李　明" loses the blank that only evens out columns, "Ali  Khan" keeps one,
 * "阿依古丽．买买提" gets the dot that such names have. Rare characters stay as they are.
 */
export const readName = (cell: string): Reading<string> => {
  const was = tidy(cell);
  if (was === '') return { notes: [error('name-missing', '')] };
  const name = narrow(was)
    .replaceAll('\ue863', '䶮') // where older systems kept it, before it had a place in Unicode
    .replace(dots, '·')
    .replace(/(?<=\p{sc=Han}) ?[.·] ?(?=\p{sc=Han})/gu, '·')
    .replace(/(?<=\p{sc=Han}) +(?=\p{sc=Han})/gu, '');
  if (lost.test(name)) return { notes: [error('character-lost', was)] };
  if ([...name].length > longest) return { notes: [error('name-too-long', [...was].slice(0, longest).join(''))] };

  const notes: Note[] = [];
  if (name !== cell) notes.push(mended('name-mended', cell.trim() === name ? cell : was, name));
  if (privateUse.test(name)) notes.push(warning('character-private', was));
  if (!/^[\p{L}\p{M}\u3007·.' -]+$/u.test(name) || [...name].length < 2) notes.push(warning('name-unusual', was));
  return { value: name, notes };
};

/** Equal for two spellings of one name: what people are compared by within a unit. */
export const nameKey = (name: string): string => name.replace(/[\s·.'-]/g, '').toLowerCase();
