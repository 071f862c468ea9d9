import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { assessmentMessages } from './assessment.messages.ts';

/** Codes as the source refuses them: `refuse('code')`, and the messages of its schemas. */
const refused = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('.spec.'))
  .flatMap((file) => [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/(?:refuse\(|message: )'([a-z-]+)'/g)].map(([, code]) => code!));

describe('the messages', () => {
  it('say every refusal of assessment, and nothing that is never refused', () => expect(Object.keys(assessmentMessages).sort()).toEqual([...new Set(refused)].sort()));
  it('are written in both languages', () => {
    for (const { zh, en } of Object.values(assessmentMessages)) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
  });
});
