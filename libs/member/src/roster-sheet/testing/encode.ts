/** What no encoder of the platform offers: text as GB18030, by asking its decoder. For specs and benchmarks. */
const table = (() => {
  const codes = new Map<string, readonly number[]>();
  const decoder = new TextDecoder('gb18030');
  for (let first = 0x81; first <= 0xfe; first++) for (let second = 0x40; second <= 0xfe; second++) {
    if (second === 0x7f) continue;
    const character = decoder.decode(Uint8Array.of(first, second));
    if ([...character].length === 1 && character !== '\ufffd' && !codes.has(character)) codes.set(character, [first, second]);
  }
  return codes;
})();

/** Four bytes for what the tables of two leave out: beyond the basic plane by formula, within it by search. */
const four = (linear: number): readonly number[] => [
  0x81 + Math.floor(linear / 12600), 0x30 + Math.floor((linear % 12600) / 1260), 0x81 + Math.floor((linear % 1260) / 10), 0x30 + (linear % 10),
];
const decoder = new TextDecoder('gb18030');
const found = new Map<string, readonly number[]>();
const search = (character: string): readonly number[] => {
  const known = found.get(character);
  if (known) return known;
  for (let linear = 0; linear < 39_420; linear++) if (decoder.decode(Uint8Array.from(four(linear))) === character) { found.set(character, four(linear)); return four(linear); }
  throw new Error(`${character} has no place in GB18030`);
};

export const gb18030 = (text: string): Uint8Array => Uint8Array.from([...text].flatMap((character) => {
  const code = character.codePointAt(0)!;
  if (code < 0x80) return [code];
  return code >= 0x10000 ? four(189_000 + code - 0x10000) : (table.get(character) ?? search(character));
}));

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const utf8Marked = (text: string): Uint8Array => utf8(`\ufeff${text}`);
export const utf16le = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
export const utf16be = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le').swap16());
