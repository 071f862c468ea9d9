import { join } from 'node:path';
import { MemberRegistered, MemberTransferred } from '@lyceum/contracts/member/member';
import { RoleGranted, type Role } from '@lyceum/contracts/member/roles';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Json } from '@lyceum/core/canonical';
import type { Fact } from '@lyceum/core/event';
import { until } from '@lyceum/core/testing/until';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { ManualClock } from '@lyceum/jobs/clock';
import { Projector } from '@lyceum/read-store/projector';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { directoryProjections } from '../directory.projections.ts';
import { ProjectedDirectory } from '../projected-directory.ts';
import { SearchFollower } from '../search-follower.ts';
import { SqliteSearch } from '../sqlite-search.ts';

/** The directory of a small city on SQLite, fed from a log of its own: a bureau (`city`) with two stations, `north` and `south`, and a `desk` in the south. */
export const temporaryDirectory = async () => {
  const { store: events, dispose } = await temporaryEventStore();
  const { reads, folder, close } = await temporaryReadStore(events.identity);
  const keys = SqliteKeys.open({ folder: join(folder, 'vault') });
  const search = SqliteSearch.open({ folder, identity: events.identity });
  const clock = new ManualClock('2026-03-06T02:00:00.000Z');
  const directory = new ProjectedDirectory({ reads, events, keys, search, clock });
  const projector = new Projector(events, reads, directoryProjections, vocabulary);
  const follower = new SearchFollower(events, keys, search, vocabulary, (memberId) => directory.forget(memberId));
  await projector.start();
  await follower.start();

  let count = 0;
  /** Records facts at the clock's instant; resolves when rows and search show them. */
  const happen = async (...facts: Fact[]): Promise<string> => {
    const now = clock.now();
    const { position } = await events.append({
      checks: Object.fromEntries(facts.map((_, n) => [`spec-${count + n}`, 'none' as const])),
      events: facts.map(({ type, data }) => {
        const id = `e${count}`;
        return { stream: `spec-${count++}`, id, type, data: data as Json, version: vocabulary.get(type)!.version, occurredAt: now, recordedAt: now, actor: 'setup', unit: 'city', correlation: id, causation: null, command: id, bodyHash: '' };
      }),
    });
    await projector.waitFor(position, 5000);
    await until(`the search at ${position}`, async () => (await search.checkpoint()) >= position);
    return position;
  };
  const registered = async (memberId: string, name: string, unitId: string, { phone, from = '2020-01-01' }: { phone?: string; from?: string } = {}) => MemberRegistered({
    memberId, unitId, post: '值机员', tier: 'operator', employment: 'staff', party: 'party', from,
    name: await keys.seal(memberId, name), ...(phone ? { phone: await keys.seal(memberId, phone) } : {}),
  });
  await happen(
    UnitCreated({ unitId: 'city', name: '市局', type: 'agency', parentId: null, from: '2020-01-01' }),
    UnitCreated({ unitId: 'north', name: '北站', type: 'station', parentId: 'city', from: '2020-01-01' }),
    UnitCreated({ unitId: 'south', name: '南站', type: 'station', parentId: 'city', from: '2020-01-01' }),
    UnitCreated({ unitId: 'desk', name: '南站一班', type: 'department', parentId: 'south', from: '2020-01-01' }),
  );
  return {
    events, reads, folder, keys, search, clock, directory, projector, happen, registered,
    close: async () => { await follower.stop(); await projector.stop(); await search.close(); await keys.close(); await close(); await dispose(); },
  };
};
export type TemporaryDirectory = Awaited<ReturnType<typeof temporaryDirectory>>;

export const transferred = (memberId: string, fromUnitId: string, unitId: string, from: string) => MemberTransferred({ memberId, fromUnitId, unitId, from });
export const granted = (memberId: string, role: Role, unitId: string, from = '2020-01-01', until: string | null = null) =>
  RoleGranted({ grantId: `${memberId}-${role}-${unitId}`, memberId, role, unitId, from, until });
