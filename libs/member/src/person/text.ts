/** Zero-width characters, byte order marks, soft hyphens and marks of direction: nobody typed them on purpose. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const controls = /[\u0000-\u001f\u007f-\u009f]+/g;

/** One line without invisible characters; every run of blanks, also full-width ones, is one space. */
export const tidy = (cell: string): string => cell.replace(controls, ' ').replace(invisible, '').replace(/\s+/g, ' ').trim();

/** Full-width letters, digits and signs (１００／Ｘ) in their usual width. */
export const narrow = (text: string): string =>
  text.replace(/[\uff01-\uff5e]+/g, usual).replace(/\u3000/g, ' ');
/** Run by run: a call for each letter would cost ten times as much. */
const usual = (wide: string): string => {
  let narrow = '';
  for (let at = 0; at < wide.length; at++) narrow += String.fromCharCode(wide.charCodeAt(at) - 0xfee0);
  return narrow;
};

/**
 * A number as text: without the wrappers by which spreadsheets keep digits (`="0001"`, a leading `'`, a tab behind),
 * in usual width.
 */
export const digitsAsText = (cell: string): string => tidy(narrow(cell)).replace(/^="(.*)"$/, '$1').replace(/^['`]+/, '').trim();
