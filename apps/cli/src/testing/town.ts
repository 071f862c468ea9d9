import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { ForgetMember, RegisterMember } from '@lyceum/contracts/member/member';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { commandId, handle, type Ask } from '@lyceum/event-store/handle';
import { member } from '@lyceum/member/member/member.decider';
import { unitTree } from '@lyceum/member/unit-tree/unit-tree.decider';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { programOf } from '../program.ts';
import { Report } from '../report.ts';

export const noon = '2026-03-06T12:00:00.000Z';

/** A small city in a data folder, for what is done to one beside its process. */
export class Town {
  readonly root = mkdtempSync(join(tmpdir(), 'lyceum-cli-'));
  private constructor(readonly events: SqliteEventStore, readonly keys: SqliteKeys, readonly accounts: SqliteAccounts, readonly folder: string) {}

  static async open(folder?: string): Promise<Town> {
    const place = folder ?? join(mkdtempSync(join(tmpdir(), 'lyceum-town-')), 'data');
    const vault = { folder: join(place, 'vault') };
    return new Town(await SqliteEventStore.open({ folder: join(place, 'log') }), SqliteKeys.open(vault), await SqliteAccounts.open(vault), place);
  }

  /** Of one unit and three people, one of whom has a phone, and one was forgotten since. */
  static async ofThree(): Promise<Town> {
    const town = await Town.open();
    await town.unit('u0');
    for (const memberId of ['ada', 'bo', 'cy']) await town.register(memberId);
    await town.keys.claim('phone', '13900000001', 'ada');
    await town.keys.confirm('ada');
    await town.forget('cy');
    return town;
  }

  async unit(unitId: string): Promise<void> {
    await handle(this.events, vocabulary, unitTree, CreateUnit({ unitId, name: unitId, type: 'agency', parentId: null, from: '2026-01-01' }), this.ask('unit', unitId));
  }
  async register(memberId: string): Promise<void> {
    const wish = RegisterMember({ memberId, name: await this.keys.seal(memberId, `name of ${memberId}`), unitId: 'u0', post: 'clerk', tier: 'middle', employment: 'staff', party: 'non-party', from: '2026-01-01' });
    await handle(this.events, vocabulary, member, wish, this.ask('register', memberId));
    await this.accounts.setPassword(memberId, 'a sentence to remember', memberId);
  }
  async forget(memberId: string): Promise<void> {
    await handle(this.events, vocabulary, member, ForgetMember({ memberId, reason: 'asked for' }), this.ask('forget', memberId));
    await this.keys.forget(memberId);
    await this.accounts.forget(memberId);
  }
  ask(...parts: string[]): Ask { return { command: commandId('town', ...parts), actor: 'setup', unit: 'u0', now: noon, correlation: 'town' }; }

  path(...parts: string[]): string { return join(this.root, ...parts); }
  async close(): Promise<void> { for (const each of [this.events, this.keys, this.accounts]) await each.close(); }
  dispose(): void { for (const folder of [this.root, join(this.folder, '..')]) rmSync(folder, { recursive: true, force: true }); }
}

/** `lyceum …` with an instant for now: what it answered, what it said beside, or the error that it ended with. */
export const lyceum = (now: string, ...args: string[]) => lyceumWith({}, now, ...args);
export const lyceumWith = async (env: Readonly<Record<string, string>>, now: string, ...args: string[]): Promise<{ answer: string; json: never; beside: string; error: Error & { code?: number | string } | undefined }> => {
  let [answer, beside] = ['', ''];
  const json = args.includes('--json');
  const report = new Report(json, { write: (text) => { answer += text; } }, { write: (text) => { beside += text; } });
  const program = programOf(report, { env, now: () => now, data: '/nowhere' });
  let error: Error | undefined;
  try { await program.parseAsync(['node', 'lyceum', ...args]); } catch (caught) { error = caught as Error; }
  return { answer, json: json && answer ? (JSON.parse(answer) as never) : (undefined as never), beside, error };
};
