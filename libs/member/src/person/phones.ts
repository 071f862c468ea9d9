import { mended, warning, type Note, type Reading } from './note.ts';
import { digitsAsText } from './text.ts';

/** `phone` is the one that identifies; `otherPhone` is kept beside it and identifies nobody. */
export type Phones = { readonly phone?: string; readonly otherPhone?: string };

const mobile = /^1\d{10}$/;
/** With area code, or a switchboard's; an extension behind `-`. */
const landline = /^(0\d{9,11}|[2-8]\d{6,7})(-\d{1,6})?$/;
/** Characters of a cell with somebody's numbers; a longer one holds something else, and each part of it would be noted. */
const longest = 200;

/**
 * Mobile numbers have eleven digits and begin with 1; land lines serve a whole office, so that they are only ever the other number.
 * No phone at all is allowed.
 */
export const readPhones = (cell: string): Reading<Phones> => {
  const was = digitsAsText(cell);
  if (was === '' || /^[-/无]+$/.test(was)) return { notes: [] };
  if (was.length > longest) return { notes: [warning('phone-unreadable', was.slice(0, longest))] };
  if (/^\d+(\.\d+)?E\+?\d+$/i.test(was)) return { notes: [warning('phone-mangled', was)] };

  const numbers: string[] = [];
  const notes: Note[] = [];
  for (const part of split(was)) {
    const number = plain(part);
    if (!mobile.test(number) && !landline.test(number)) notes.push(warning('phone-unreadable', part));
    else if (!numbers.includes(number)) numbers.push(number);
  }
  const phone = numbers.find((number) => mobile.test(number));
  const others = numbers.filter((number) => number !== phone);
  const otherPhone = others[0];
  for (const number of others.slice(1)) notes.push(warning('phone-too-many', number));
  if (numbers.length === 0) return { notes };

  const now = [phone, otherPhone].filter(Boolean).join(' / ');
  if (otherPhone !== undefined && phone !== undefined) notes.push(mended('phone-second', was, now));
  else if (now !== cell) notes.push(mended('phone-mended', cell.trim(), now));
  return { value: { ...(phone === undefined ? {} : { phone }), ...(otherPhone === undefined ? {} : { otherPhone }) }, notes };
};

/** Two numbers in one cell, by a sign between them or, where only blanks divide the digits, eleven by eleven. */
const split = (text: string): readonly string[] => {
  const parts = text.split(/[/\\,;、，；|]|或/).map((part) => part.trim()).filter((part) => part !== '');
  return parts.flatMap((part) => {
    const digits = part.replace(/[\s-]/g, '');
    return /^(1\d{10}){2,}$/.test(digits) ? digits.match(/.{11}/g)! : [part];
  });
};

const plain = (part: string): string => {
  const bare = part.replace(/[()（）\s.]/g, '').replace(/转/, '-').replace(/[\u2010-\u2015－—]/g, '-').replace(/^(\+|00)86-?/, '');
  const digits = bare.replace(/-/g, '');
  if (mobile.test(digits)) return digits;
  const [, area, rest] = /^(0\d{2,3})-?(\d{7,8}(?:-\d{1,6})?)$/.exec(bare) ?? [];
  return area && rest ? `${area}${rest}` : bare;
};
