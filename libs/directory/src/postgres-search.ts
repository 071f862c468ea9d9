import { beginning, type Position } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { literal, Postgres } from '@lyceum/postgres/postgres';
import { PersonSearch, searchText, type Match, type SearchChanges, type SearchFor } from './search.ts';


const schema = `
  create table if not exists search_person (member_id text primary key, name text not null, phone text, sought text collate "C" not null);
  create table if not exists search_place (member_id text, from_day text collate "C", unit_id text not null, primary key (member_id, from_day));
  create index if not exists search_place_unit on search_place (unit_id);
  create table if not exists search_state (one integer primary key check (one = 1), log text not null, epoch integer not null, position text collate "C" not null);`;

/** More matches than this are not sorted by name: who searches for one common sign must say more. */
const sortedMost = 2000;

/** A text as PostgreSQL can hold it: the one character that it can't is left out. */
const holdable = (text: string): string => text.replaceAll('\u0000', '');

/** The search table in a PostgreSQL database, which it alone makes hold personal data in clear; for any number of processes that follow the same log. */
export class PostgresSearch extends PersonSearch {
  private readonly collator = new Intl.Collator('zh');
  /** The checkpoint that the server has acknowledged here: less than this must not be gone on from. */
  private seen: Position = beginning;
  private constructor(private readonly server: Postgres, private readonly identity: Identity) { super(); }

  /** What was made from another log or epoch is dropped, to be made again; who still follows that one can't write any more. */
  static async open({ url, identity, connections = 4 }: { url: string; identity: Identity; connections?: number }): Promise<PostgresSearch> {
    const server = new Postgres({ url, connections });
    const search = new PostgresSearch(server, identity);
    try {
      await server.shape(async (query, statements) => {
        await statements(schema);
        if ((await query('select 1 from search_state where log = $1 and epoch = $2', [identity.log, identity.epoch])).length > 0) return;
        await statements('truncate search_person, search_place, search_state');
        await query('insert into search_state values (1, $1, $2, $3)', [identity.log, identity.epoch, beginning]);
      });
    } catch (error) {
      await server.close();
      throw error;
    }
    return search;
  }

  async checkpoint(): Promise<Position> { return (this.seen = await this.standing()); }

  /** What another process has written already is passed over: its details may be newer. */
  async write({ people, places, forgotten }: SearchChanges, checkpoint: Position): Promise<void> {
    const { log, epoch } = this.identity;
    await this.server.transaction('select from search_state for update', async (query, commit) => {
      const [state] = await query<{ position: Position }>('select position from search_state where log = $1 and epoch = $2', [log, epoch]);
      if (!state) throw new Error('the search table is of another log or epoch now: restart this service');
      if (state.position < this.seen) throw new Error(`the search table went back from ${this.seen} to ${state.position || 'the beginning'}: the server has lost what it acknowledged. The log is read from there again`);
      if (checkpoint > state.position) {
        await query(`insert into search_person select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
          on conflict (member_id) do update set name = excluded.name, phone = excluded.phone, sought = excluded.sought`, columns(people.map(({ memberId, name, phones }) =>
          [memberId, holdable(name), phones[0] === undefined ? null : holdable(phones[0]), holdable([name, ...phones].map(searchText).join('\n'))]), 4));
        const last = new Map(places.map((each) => [`${each.memberId} ${each.from}`, each])); // one statement can't write a row twice
        await query(`insert into search_place select * from unnest($1::text[], $2::text[], $3::text[])
          on conflict (member_id, from_day) do update set unit_id = excluded.unit_id`, columns([...last.values()].map(({ memberId, from, unitId }) => [memberId, from, unitId]), 3));
      }
      await query('delete from search_person where member_id = any($1)', [forgotten]);
      await query('delete from search_place where member_id = any($1)', [forgotten]);
      await commit(`update search_state set position = greatest(position, ${literal(checkpoint)})`);
      this.seen = checkpoint > state.position ? checkpoint : state.position;
    });
    if (forgotten.length > 0) await this.server.rewrite('search_person', 'search_place'); // what was deleted would stay in the tables' files
  }

  async find({ text, whole = false, unitIds, day, limit }: SearchFor): Promise<readonly Match[]> {
    const sought = holdable(searchText(text));
    if (sought === '' || unitIds.length === 0) return [];
    // The unit on the day; whoever starts later is found where they will be.
    const found = await this.server.query<Match>(`
      select p.member_id as "memberId", p.name, p.phone, w.unit_id as "unitId" from search_person p cross join lateral (
        select x.unit_id from search_place x where x.member_id = p.member_id
        order by x.from_day <= $3 desc, case when x.from_day <= $3 then x.from_day end desc, x.from_day limit 1) w
      where strpos(chr(10) || p.sought || chr(10), $1) > 0 and w.unit_id = any($2) limit $4`, [whole ? `\n${sought}\n` : sought, unitIds, day, Math.max(limit, sortedMost)]);
    return found.sort((a, b) => this.collator.compare(a.name, b.name) || (a.memberId < b.memberId ? -1 : 1)).slice(0, limit);
  }

  close(): Promise<void> { return this.server.close(); }

  private async standing(): Promise<Position> {
    const [state] = await this.server.query<{ position: Position }>('select position from search_state where log = $1 and epoch = $2', [this.identity.log, this.identity.epoch]);
    return state?.position ?? beginning;
  }
}

/** Rows as one array a column. */
const columns = (rows: readonly (readonly (string | null)[])[], count: number): (string | null)[][] => Array.from({ length: count }, (_, at) => rows.map((row) => row[at]!));
