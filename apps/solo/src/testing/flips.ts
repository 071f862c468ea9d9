import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import { seeded } from '@lyceum/core/testing/seeded';
import { Damaged } from '@lyceum/event-store/event-store';
import { ManualClock } from '@lyceum/jobs/clock';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { sumOf } from '@lyceum/read-store/sqlite-check';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { openHost } from '../adapters.ts';
import { contexts } from '../contexts.ts';
import { townFolder, type TownFolder } from './town-folder.ts';

export const files = ['rows/rows.sqlite', 'rows/search.sqlite', 'rows/relay.db', 'vault/keys.db', 'vault/accounts.db'] as const;
type File = (typeof files)[number];
/** `same`: all answers are those of the untouched folder, some because a file was made anew; `refused`: the start ended and said why; `unreadable`: one person's key, and said so. */
export type Outcomes = { same: number; anew: number; refused: number; unreadable: number; readonly otherwise: string[] };

/** A small city in a folder, and what becomes of it where one bit flipped while it was stopped, so many times in one of its files. */
export class Flips {
  private constructor(private readonly town: TownFolder, private readonly now: string, private readonly right: string) {}

  static async make(): Promise<Flips> {
    const town = await townFolder();
    const now = new Date().toISOString();
    const flips = new Flips(town, now, '');
    flips.renew();
    return new Flips(town, now, (await flips.told()).answers);
  }
  private get folder(): string { return `${this.town.folder}-flipped`; }
  remove(): void { for (const folder of [this.folder, this.town.folder]) rmSync(folder, { recursive: true, force: true }); }

  async flip(file: File, times: number, seed: number): Promise<Outcomes> {
    const random = seeded(seed);
    const whole = readFileSync(join(this.town.folder, file));
    const live = [...whole.keys()].filter((at) => whole[at] !== 0); // zeros are nearly all room that nobody uses
    const outcomes: Outcomes = { same: 0, anew: 0, refused: 0, unreadable: 0, otherwise: [] };
    for (let time = 0; time < times; time++) {
      const [at, bit] = [live[Math.floor(random() * live.length)]!, Math.floor(random() * 8)];
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << bit;
      this.renew();
      writeFileSync(join(this.folder, file), bytes);
      const outcome = await this.outcome();
      if (outcome in outcomes) outcomes[outcome as 'same']++; else outcomes.otherwise.push(`bit ${bit} of byte ${at} of ${file}: ${outcome}`);
    }
    return outcomes;
  }

  /** As `flip`, where somebody changed every figure of who signed together with its checksum, so that nothing tells. */
  async forge(): Promise<string> {
    this.renew();
    const db = new Database(join(this.folder, 'rows/rows.sqlite'));
    try {
      db.function('summed', { varargs: true }, (...values) => sumOf(values as string[]));
      for (const name of db.prepare("select distinct m.name from sqlite_schema m, pragma_table_info(m.name) c where m.name like '%@_' and c.name = 'c_signed'").pluck().all() as string[]) {
        const columns = (db.prepare('select name from pragma_table_info(?)').pluck().all(name) as string[]).filter((column) => column.startsWith('c_')).map((column) => `, v."${column}"`).join('');
        db.exec(`update "${name}" set c_signed = 0 where c_signed > 0; update "${name} versions" set c_signed = 0, row = json_set(row, '$.signed', 0) where c_signed > 0;
          update "${name} versions" as v set crc = (select summed(k.key, v.position, v.previous, v.row${columns}) from "${name}" k where k.id = v.id)`);
      }
    } finally { db.close(); }
    return this.outcome();
  }

  private renew(): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(this.town.folder, this.folder, { recursive: true });
  }

  private async outcome(): Promise<string> {
    try { await this.tryVault(); } catch (error) { return error instanceof Damaged || /master key/.test(String(error)) ? 'refused' : String(error); }
    try {
      const { answers, notices } = await this.told();
      if (answers === this.right) return notices === '' ? 'same' : 'anew';
      return answers.includes('"unreadable":true') ? 'unreadable' : firstDifference(answers, this.right);
    } catch (error) { return String(error); }
  }

  /** A start that ends here leaves nothing open. */
  private async tryVault(): Promise<void> {
    const folder = join(this.folder, 'vault');
    await SqliteKeys.open({ folder }).close();
    await (await SqliteAccounts.open({ folder })).close();
  }

  /** What the city's office and its people are shown, by as many ways as there are. */
  private async told(): Promise<{ answers: string; notices: string }> {
    const notices: string[] = [];
    const log = serviceLog('silent');
    log.error = ((notice: unknown) => { notices.push(String(notice)); }) as typeof log.error;
    const config = { production: false, idleMinutes: 120, lateSigningDays: 7, metrics: 'local', passwordPolicy: 'asvs', trustProxy: undefined, masterKeyFile: undefined } as unknown as Parameters<typeof openHost>[1]['config'];
    const host = await openHost(this.folder, { config, contexts, log, clock: new ManualClock(this.now), http: {} });
    try {
      await host.start();
      await host.settle();
      const address = `http://127.0.0.1:${await host.listen(0)}`;
      const { office, units } = this.town;
      const answers: string[] = [];
      const ask = async (token: string, path: string): Promise<string> => {
        const answer = await fetch(address + path, { headers: { cookie: `lyceum=${token}` } });
        const { items, position: _, ...rest } = await answer.json() as { items?: { type?: string }[]; position?: string };
        // That it was asked may show in its own answer and count in its total, or come too late for it.
        answers.push(`${path} ${answer.status} ${JSON.stringify(items?.filter(({ type }) => type !== 'RecordLookedAt') ?? rest)}`);
        return answers.at(-1)!;
      };
      const days = `from=${addDays(shanghaiDay(this.now), -60)}&to=${shanghaiDay(this.now)}`;
      await ask(office.token, '/api/units');
      for (const asOf of ['', `&asOf=${new Date(Date.parse(this.now) - 10 * 86_400_000).toISOString()}`]) for (const { unitId } of units) {
        const board = await ask(office.token, `/api/boards/unit/${unitId}?${days}${asOf}`);
        for (const part of ['sessions', 'persons', 'missed']) await ask(office.token, `/api/boards/unit/${unitId}/${part}?${days}${asOf}&limit=100`);
        for (const key of new Set([...board.matchAll(/"key":"([^"]+)"/g)].slice(0, 6).map(([, found]) => found!))) await ask(office.token, `/api/figures/${encodeURIComponent(key)}?limit=100`);
      }
      await ask(office.token, '/api/members?limit=100');
      await ask(office.token, '/api/study-sessions?limit=100');
      for (const { people } of units) for (const { memberId, token } of people) {
        await ask(token, '/api/me');
        await ask(token, `/api/learning-files/me?${days}&limit=100`);
        await ask(office.token, `/api/history?subject=member:${memberId}&limit=100`);
        const name = /"name":"([^"]+)"/.exec(answers.at(-3)!)?.[1];
        if (name) await ask(office.token, `/api/members?q=${encodeURIComponent(name)}&limit=100`);
        answers.push(String(await host.adapters.accounts.isActive(memberId)), JSON.stringify(await host.adapters.accounts.logins(memberId)));
      }
      await host.settle();
      answers.push(await host.adapters.relay.checkpoint());
      return { answers: answers.join('\n'), notices: notices.join('\n') };
    } finally { await host.stop(); }
  }
}

const firstDifference = (a: string, b: string): string => {
  const [as, bs] = [a.split('\n'), b.split('\n')];
  const at = as.findIndex((line, index) => line !== bs[index]);
  return `${as[at]?.slice(0, 300)} instead of ${bs[at]?.slice(0, 300)}`;
};
