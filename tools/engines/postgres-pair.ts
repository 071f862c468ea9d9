import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { endServer, folderOfPostgres, serverOver } from './postgres.ts';
import { freePort } from './process.ts';

/** A primary at `url`, and a standby that streams from it without being waited for, as PostgreSQL does it unless synchronous replication is set up. */
export type Pair = {
  readonly url: string;
  /** Resolves when the standby has everything; then it gets nothing more. */
  cut(): Promise<void>;
  /** The primary dies; the standby, with what it has, takes over at the same address. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
};

export const startPair = async (): Promise<Pair> => {
  const folder = folderOfPostgres();
  const [primary, standby] = [join(folder, 'primary'), join(folder, 'standby')];
  const [port, other] = [await freePort(), await freePort()];
  const urlOf = (at: number) => `postgres://lyceum:lyceum@127.0.0.1:${at}/postgres`;
  const holds = async (at: number, condition: string) => {
    const client = new pg.Client(urlOf(at));
    try { await client.connect(); return (await client.query<{ holds: boolean }>(`select ${condition} as holds`)).rows[0]!.holds; } catch { return false; } finally { await client.end().catch(() => undefined); }
  };
  const until = async (at: number, condition: string) => {
    for (const end = Date.now() + 60_000; !(await holds(at, condition));) {
      if (Date.now() > end) throw new Error(`PostgreSQL: within a minute it did not come about that ${condition}`);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  };

  const first = await serverOver(primary, port);
  await first.initialise();
  execFileSync('cp', ['-a', primary, standby]); // while nothing runs over it: one cluster, twice
  await first.start();
  appendFileSync(join(standby, 'postgresql.auto.conf'), `primary_conninfo = 'host=127.0.0.1 port=${port} user=lyceum password=lyceum'\n`);
  writeFileSync(join(standby, 'standby.signal'), '');
  void (await serverOver(standby, other)).start().catch(() => undefined); // a standby never says that it takes writes
  const streams = (further = 'true') => `exists (select from pg_stat_replication where state = 'streaming' and ${further})`;
  await until(port, streams());
  return {
    url: urlOf(port),
    cut: async () => {
      await until(port, streams('flush_lsn = pg_current_wal_lsn()'));
      await endServer(standby, 'SIGINT');
    },
    failOver: async () => {
      await endServer(primary, 'SIGKILL');
      const promoted = (await serverOver(standby, port)).start();
      await until(port, 'pg_is_in_recovery()');
      await until(port, 'pg_promote()');
      await promoted;
    },
    stop: async () => {
      for (const each of [primary, standby]) await endServer(each, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
