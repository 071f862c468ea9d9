import { error, mended, warning, type Note, type Reading } from './note.ts';
import { digitsAsText } from './text.ts';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The eighteenth character of a resident identity number, from the seventeen before it (GB 11643, ISO 7064 MOD 11-2). */
export const checkCharacter = (seventeen: string): string =>
  '10X98765432'[weights.reduce((sum, weight, index) => sum + weight * Number(seventeen[index]), 0) % 11]!;

/**
 * A resident identity number as text. What a spreadsheet has rounded is refused: its last digits are lost, and another person may own
 * the number that is left. A wrong check character is only a warning, since lists carry typing errors that the person alone can settle.
 */
export const readIdNumber = (cell: string): Reading<string> => {
  const was = digitsAsText(cell);
  if (was === '' || was === '无') return { notes: [] };
  if (/^\d+(\.\d+)?E\+?\d+$/i.test(was)) return { notes: [error('id-mangled', was)] };

  const id = was.replace(/[\s-]/g, '').toUpperCase();
  const notes: Note[] = id === cell ? [] : [mended('id-mended', cell.trim() === id ? cell : was, id)];
  if (/^\d{17}[\dX]$/.test(id)) {
    const right = checkCharacter(id) === id[17];
    if (!right && id.endsWith('000')) return { notes: [error('id-rounded', was)] };
    if (!right) notes.push(warning('id-check', was));
    if (!isDay(id.slice(6, 14))) notes.push(warning('id-birthday', was));
    return { value: id, notes };
  }
  if (/^\d{15}$/.test(id)) return { value: id, notes: [...notes, warning('id-fifteen', was)] };
  if (/^[\dX]+$/.test(id)) return { notes: [error('id-length', was)] };
  if (/^[A-Z0-9()]{6,18}$/.test(id) && /\d{4}/.test(id)) return { value: id, notes: [...notes, warning('id-other', was)] };
  return { notes: [error('id-unreadable', was.slice(0, 40))] };
};

/** The day of birth that a resident identity number states. */
export const birthday = (id: string): string | undefined =>
  /^\d{17}[\dX]$/.test(id) && isDay(id.slice(6, 14)) ? `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}` : undefined;

const isDay = (digits: string): boolean => {
  const [month, day] = [Number(digits.slice(4, 6)), Number(digits.slice(6))];
  const year = Number(digits.slice(0, 4));
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
};
