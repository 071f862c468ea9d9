import { spawnSync } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { startCity, type CityEngines } from '../../../../tools/engines/city.ts';
import { freePort } from '../../../../tools/engines/process.ts';
import { startService, type Service } from './services.ts';

/** Services and engines with lines between them that can be cut: what is sent on a cut line is lost, and nobody is told, as when a switch dies. */
export type Lines = {
  readonly how: 'network namespace' | 'proxy';
  engines(): Promise<CityEngines>;
  start(name: string, env: Readonly<Record<string, string>>): Promise<Service>;
  cut(line: Line): void;
  mend(line: Line): void;
  remove(): Promise<void>;
};
type Line = 'postgres' | 'kafka';

/** Real lines where the system permits them (Linux, as root), else proxies of ours. */
export const layLines = async (): Promise<Lines> => cables() ?? proxies();

const ends = ['postgres', 'kafka', 'redis', 'us'] as const;
const ip = (...args: string[]) => {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr || String(error)}`);
};
const quietly = (...args: string[]) => { try { ip(...args); } catch { /* it was not there */ } };

/** The services live in a network namespace, with a cable to each engine and one to us; undefined where that is not permitted. */
const cables = (): Lines | undefined => {
  const name = `lyceum-${process.pid}`;
  const at = (end: (typeof ends)[number], side: 1 | 2) => `10.213.${process.pid % 250}.${ends.indexOf(end) * 4 + side}`;
  const device = (end: (typeof ends)[number], side: 1 | 2) => `ly${process.pid % 100_000}${end[0]}${side}`;
  const remove = async () => {
    for (const end of ends) quietly('link', 'del', device(end, 1));
    quietly('netns', 'del', name);
  };
  try {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    for (const end of ends) {
      ip('link', 'add', device(end, 1), 'type', 'veth', 'peer', 'name', device(end, 2), 'netns', name);
      ip('addr', 'add', `${at(end, 1)}/30`, 'dev', device(end, 1));
      ip('link', 'set', device(end, 1), 'up');
      ip('-n', name, 'addr', 'add', `${at(end, 2)}/30`, 'dev', device(end, 2));
      ip('-n', name, 'link', 'set', device(end, 2), 'up');
    }
  } catch {
    void remove();
    return undefined;
  }
  return {
    how: 'network namespace', remove,
    engines: () => startCity({ postgres: { address: at('postgres', 1) }, kafka: { address: at('kafka', 1) }, redis: { address: at('redis', 1) } }),
    start: (service, env) => startService(service, env, { command: ['ip', 'netns', 'exec', name], address: at('us', 2) }),
    cut: (line) => ip('link', 'set', device(line, 1), 'down'),
    mend: (line) => ip('link', 'set', device(line, 1), 'up'),
  };
};

type Way = { readonly port: number; whole: boolean; mend(): void; close(): void };
/** From a port of its own to another; while it is not whole, connections stand, and nothing that is sent arrives. */
const openWay = async (target: () => number): Promise<Way> => {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const pair = [near, connect(target(), '127.0.0.1')] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [pair[1], pair[0]]] as const) {
      from.on('data', (chunk: Buffer) => { if (way.whole) to.write(chunk); });
      from.on('error', () => to.destroy());
      from.on('close', () => { to.destroy(); pairs.delete(pair); });
    }
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  const drop = () => { for (const pair of pairs) for (const socket of pair) socket.destroy(); };
  const way: Way = {
    port: (server.address() as { port: number }).port, whole: true,
    mend: () => { way.whole = true; drop(); }, // bytes are missing from them
    close: () => { server.close(); drop(); },
  };
  return way;
};

const proxies = async (): Promise<Lines> => {
  const ports = { postgres: 0, kafka: await freePort() };
  const ways = { postgres: await openWay(() => ports.postgres), kafka: await openWay(() => ports.kafka) };
  const through = (url: string) => url.replace(/:\d+\//, `:${ways.postgres.port}/`);
  return {
    how: 'proxy',
    engines: async () => {
      const city = await startCity({ kafka: { port: ports.kafka, advertised: `127.0.0.1:${ways.kafka.port}` } });
      ports.postgres = Number(new URL(city.postgres.url).port);
      return city;
    },
    start: (name, env) => startService(name, { ...env, ...Object.fromEntries(['LYCEUM_LOG_URL', 'LYCEUM_ROWS_URL', 'LYCEUM_VAULT_URL'].map((setting) => [setting, through(env[setting]!)])) }),
    cut: (line) => { ways[line].whole = false; },
    mend: (line) => ways[line].mend(),
    remove: async () => { for (const way of Object.values(ways)) way.close(); },
  };
};
