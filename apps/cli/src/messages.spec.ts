import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { messageOf, ownMessages } from '@lyceum/nest-kit/messages';
import { contexts } from '@lyceum/solo/contexts';

const libs = join(import.meta.dirname, '../../../libs');
/** A context's sources, without its specs and without the messages themselves. */
const sourceOf = (context: string) => readdirSync(join(libs, context, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|messages\.ts$/.test(file))
  .map((file) => readFileSync(join(libs, context, 'src', file), 'utf8')).join('\n');
/** Codes as a source spells them: whole, or put together like `${field}-taken`. */
const speltIn = (source: string) => {
  const composed = [...source.matchAll(/`((?:[a-z-]|\$\{[\w.]+\})+)`/g)].map(([, text]) => text!.split(/\$\{[\w.]+\}/)).filter((parts) => parts.length === 2 && parts.join('').length > 4);
  return (code: string) => source.includes(`'${code}'`) || composed.some(([before, after]) => code.startsWith(before!) && code.endsWith(after!));
};
const details = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

describe.each(contexts.map(({ name, messages = {} }) => [name, messages] as const))('the messages of %s', (name, messages) => {
  const source = sourceOf(name);
  const said = speltIn(`${source}\n${sourceOf('core')}`); // which refuses in a context's words

  it('say every refusal: of a rule, of a schema, of a route', () => {
    const refused = [...source.matchAll(/(?:\brefuse\(|\bmessage: |\bProblem\(\d+, )'([a-z-]+)'/g)].map(([, code]) => code!);
    expect(refused.filter((code) => !Object.hasOwn({ ...ownMessages, ...messages }, code))).toEqual([]);
  });
  it('say nothing that is never refused, nor what the host says already', () => {
    const bare = Object.keys(messages).map((code) => code.slice(code.indexOf('.') + 1)); // a prefix tells who refuses
    expect(bare.filter((code) => !said(code))).toEqual([]);
    expect(Object.keys(messages).filter((code) => Object.hasOwn(ownMessages, code))).toEqual([]);
  });
  it('are there in both languages, with the same details', () => {
    for (const [code, { zh, en }] of Object.entries(messages)) {
      expect([code, zh]).toEqual([code, expect.stringMatching(/\p{Script=Han}/u)]);
      expect([code, messageOf(messages, code, 'en')]).toEqual([code, expect.stringMatching(/[a-z]/)]);
      expect([code, details(zh)]).toEqual([code, details(en)]);
    }
  });
});
