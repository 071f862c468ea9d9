import { describe, expect, it } from '@jest/globals';
import { atLeast, chosenOf, isGap, lackingOf, needsOf, skippedOf, verdictOf } from './needs.mjs';

const engines = { PostgreSQL: { here: true }, Kafka: { here: undefined }, KurrentDB: { here: undefined, byUrl: true }, nginx: { here: undefined } };
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

describe('the closing table', () => {
  const ran = { code: 0, seconds: 12, skipped: [] as string[], gap: false, all: true, given: false };
  const skipped = ['promtool', 'kustomize', 'promtool'];
  it.each([
    ['a suite that ran whole', ran, 'passed in 12 s', false],
    ['one that failed', { ...ran, code: 1 }, 'FAILED', true],
    ['cases that passed over themselves, which fail a gate', { ...ran, skipped }, 'NOT WHOLE, the rest passed in 12 s; in part: 3 skipped (promtool, kustomize)', true],
    ['and nobody else', { ...ran, all: false, skipped }, 'passed in 12 s; in part: 3 skipped (promtool, kustomize)', false],
    ['those that would kill the server of somebody else, which fail nobody', { ...ran, given: true, skipped: ['a log'] }, 'passed in 12 s; in part: 1 skipped (a log)', false],
    ['a tool that is missing, though nothing was skipped', { ...ran, gap: true }, 'NOT WHOLE, the rest passed in 12 s', true],
  ])('shows %s', (_, of, outcome, failed) => expect(verdictOf(of)).toEqual({ outcome, failed }));
  it('names skipped cases by the block that they stand in, as jest reports them', () => {
    const one = (status: string, title: string, ...ancestorTitles: string[]) => ({ status, title, ancestorTitles });
    expect(skippedOf({ testResults: [{ assertionResults: [one('passed', 'a', 'nginx'), one('pending', 'b', 'Prometheus', 'rules'), one('pending', 'c'), one('failed', 'd')] }] })).toEqual(['Prometheus', 'c']);
  });
});
