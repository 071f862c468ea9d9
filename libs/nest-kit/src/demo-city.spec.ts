import { afterEach, describe, expect, it } from '@jest/globals';
import type { Proposed } from '@lyceum/event-store/event-store';
import { demoActor, refuseDemo } from './demo-city.ts';
import { createHost } from './host.ts';
import { serviceLog } from './logging.ts';
import { Caller, temporaryHost, type TemporaryHost } from './testing.ts';

const now = '2026-03-06T09:00:00.000Z';
const created = (unitId: string, actor: string): Proposed => ({
  stream: `unit-tree-${unitId}`, id: unitId, type: 'UnitCreated', version: 1, data: { unitId, name: unitId, type: 'agency', parentId: null, from: '2026-03-06' },
  occurredAt: now, recordedAt: now, actor, unit: unitId, correlation: 'c', causation: null, command: unitId, bodyHash: '',
});

describe('a demo city, whose passwords are known', () => {
  let made: TemporaryHost;
  afterEach(() => made.close());
  /** A log of events that these have made. */
  const logOf = async (actors: readonly string[]) => {
    made = await temporaryHost({ contexts: [] });
    const { adapters } = made.host;
    for (const [index, actor] of actors.entries()) await adapters.events.append({ events: [created(`u${index}`, actor)], checks: { [`unit-tree-u${index}`]: 'none' } });
    return adapters;
  };

  it('is told from its log, whatever note lay beside it, and never opened in production', async () => {
    const host = await createHost({ contexts: [], adapters: await logOf([demoActor]), http: { production: true }, log: serviceLog('silent') });
    await expect(host.start()).rejects.toThrow(/演示城市[^]*holds a demo city/);
    expect((await new Caller(host).get('/readyz')).status).toBe(503);
  });
  it.each([['somebody else began the log', ['setup', demoActor]], ['nobody has begun it', []]])('is not what it is where %s', async (_, actors) => {
    await expect(refuseDemo((await logOf(actors)).events)).resolves.toBeUndefined();
  });
});
