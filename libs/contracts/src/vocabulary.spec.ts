import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vocabulary } from './vocabulary.ts';

const golden = join(import.meta.dirname, '../golden');
const samples = readdirSync(golden).map((file) => ({ file, ...(JSON.parse(readFileSync(join(golden, file), 'utf8')) as { type: string; version: number; data: Record<string, unknown> }) }));

describe('golden samples', () => {
  it.each([...vocabulary.values()].flatMap(({ type, version }) => Array.from({ length: version }, (_, n) => [type, n + 1] as const)))(
    'there is one of %s version %i', (type, version) => expect(samples.map(({ file }) => file)).toContain(`${type}.v${version}.json`));

  it.each(samples.map((sample) => [sample.file, sample] as const))('%s reads as today’s event', (file, { type, version, data }) => {
    expect(file).toBe(`${type}.v${version}.json`);
    const definition = vocabulary.get(type);
    if (!definition) throw new Error(`${type} was released and is no longer in the vocabulary: an event is never taken away`);
    const { data: today } = definition.read(version, data);
    if (version === definition.version) expect(today).toEqual(data); // nothing that was stored may get lost
  });

  it('leaves unknown what an old withdrawal did not say of the signature, rather than to call it nothing', () => {
    const { version, data } = samples.find(({ file }) => file === 'AttendanceWithdrawn.v1.json')!;
    expect(vocabulary.get('AttendanceWithdrawn')!.read(version, data).data).toEqual({ ...data, minutes: null, method: null });
  });

  it('refuses what a newer program stored', () => {
    const [any] = vocabulary.values();
    expect(() => any!.read(any!.version + 1, {})).toThrow('update it');
  });
});
