import { describe, expect, it } from '@jest/globals';
import { atLeast, chosenOf, isGap, lackingOf, needsOf } from './needs.mjs';

const engines = { PostgreSQL: { version: '18' }, Kafka: { version: undefined }, KurrentDB: { version: undefined, byUrl: true }, nginx: { version: undefined } };
const read = (text: string) => needsOf('a.engines.ts', text, Object.keys(engines));

describe('what a suite says that it needs', () => {
  it('stands in its first line', () => {
    expect(read('// engines: PostgreSQL, Kafka\nimport x;\n')).toEqual({ needed: ['PostgreSQL', 'Kafka'], inPart: [] });
    expect(read('// engines: PostgreSQL; in part: nginx\n')).toEqual({ needed: ['PostgreSQL'], inPart: ['nginx'] });
    expect(read('// engines: none\n')).toEqual({ needed: [], inPart: [] });
  });
  it.each(['import x;\n// engines: PostgreSQL\n', '', '// engines:\n', '// needs PostgreSQL\n'])('is asked for where that is not so: %j', (text) => expect(() => read(text)).toThrow(/a\.engines\.ts: the first line/));
  it('is refused where nothing starts it', () => expect(() => read('// engines: Postgres\n')).toThrow(/a\.engines\.ts needs Postgres, which nothing here starts/));
});

describe('what runs', () => {
  const files = ['libs/jobs/src/bullmq.engines.ts', 'libs/message-bus/src/kafka.engines.ts'];
  it('is everything, or what a pattern names', () => {
    expect(chosenOf(files, [])).toEqual(files);
    expect(chosenOf(files, ['kafka'])).toEqual([files[1]]);
  });
  it('is never nothing: a misspelt pattern is an error that lists what there is', () => expect(() => chosenOf(files, ['kafka', 'bulmq'])).toThrow(/“bulmq” in its path[\s\S]*bullmq\.engines\.ts\n.*kafka\.engines\.ts$/));
  it('lacks what is not here', () => expect(lackingOf(['PostgreSQL', 'Kafka'], engines)).toEqual(['Kafka']));
});

describe('a gate', () => {
  const gap = (needed: string[], inPart: string[] = []) => isGap({ needed, inPart }, engines);
  it('does not pass over what it could have installed, also where only a part needs it', () => expect([gap(['Kafka']), gap(['PostgreSQL'], ['nginx']), gap(['KurrentDB', 'Kafka'])]).toEqual([true, true, true]));
  it('passes over what only an address can bring', () => expect([gap(['PostgreSQL']), gap(['KurrentDB', 'PostgreSQL'])]).toEqual([false, false]));
  it('takes a program that is too old for none', () => expect([atLeast('1.26.8', [1, 24]), atLeast('1.24', [1, 24]), atLeast('2.0', [1, 24]), atLeast('1.19.8', [1, 24]), atLeast(undefined, [1, 24])]).toEqual(['1.26.8', '1.24', '2.0', undefined, undefined]));
});
