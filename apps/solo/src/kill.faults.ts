import { describe, expect, it } from '@jest/globals';
import { ordeal } from './testing/ordeal.ts';

const kills = Number(process.env['LYCEUM_ROUNDS'] ?? 100);
const rounds = Math.ceil(kills * 1.25); // each fifth stops in order
const say = (line: string) => { process.stdout.write(`${line}\n`); };

describe(`the whole city, killed ${kills} times under load`, () => {
  it('loses nothing that it acknowledged, does nothing twice, and stops in order', async () => {
    const { acknowledged, kills: done } = await ordeal({ rounds, say });
    expect(done).toBeGreaterThanOrEqual(kills);
    expect(acknowledged).toBeGreaterThan(rounds * 20);
  }, rounds * 60_000 + 300_000);
});

describe('without a guard the same ordeal', () => {
  it('notices a signature that was acknowledged before it was on the disk', async () => {
    await expect(ordeal({ rounds: 8, guards: ['acknowledge-early'] })).rejects.toThrow(/was acknowledged .*, but is not in the log|is answered|nobody-signed/);
  }, 600_000);
  it('notices that a command is decided anew when it is repeated', async () => {
    await expect(ordeal({ rounds: 2, guards: ['forget-commands'] })).rejects.toThrow(/when it is repeated|was not acknowledged, and answers 409 to its repetition: .*session-exists/);
  }, 600_000);
});
