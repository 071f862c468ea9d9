// Starts the product as the README tells a stranger to, asks it a few questions over HTTP, stops it, and starts it again.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const data = mkdtempSync(join(tmpdir(), 'lyceum-smoke-'));
const patience = 300_000;
/** The demo city always ends with the week in which it is made: its year, from whatever day this runs on. */
const dayFromNow = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const year = `from=${dayFromNow(-371)}&to=${dayFromNow(14)}`;

/** Runs `npm start` until it says where the console is. */
const start = () => new Promise((resolve, reject) => {
  const began = Date.now();
  const child = spawn('npm', ['start', '--silent', '--', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const giveUp = setTimeout(() => { process.kill(-child.pid, 'SIGKILL'); reject(new Error(`no console after ${patience / 1000} s:\n${text}`)); }, patience);
  let text = '';
  const read = (chunk) => {
    text += chunk;
    const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(text)?.[0];
    if (address && /Ctrl-C/i.test(text)) { clearTimeout(giveUp); resolve({ child, address, text, seconds: (Date.now() - began) / 1000 }); }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  child.on('exit', (code) => { clearTimeout(giveUp); reject(new Error(`npm start ended with ${code}:\n${text}`)); });
});
/** Interrupts the server itself; npm answers its exit code. */
const stop = (child) => new Promise((resolve) => { child.removeAllListeners('exit'); child.on('exit', (code) => resolve(code)); process.kill(Number(readFileSync(join(data, 'lock.pid'), 'utf8')), 'SIGINT'); });
/** How many events the log has, each of them read and found sound, as its own administrator would ask. */
const eventsInLog = () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'lyceum', '--', 'verify', '--data', data, '--json'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`lyceum verify ended with ${status}:\n${stdout}${stderr}`);
  return JSON.parse(stdout).events;
};
const expectThat = (holds, what) => { if (!holds) throw new Error(`smoke: ${what}`); console.log(`ok: ${what}`); };
/** The city's board, as the demo's office reads it, without the moment at which it was asked for. */
const boardOf = async ({ address, text }) => {
  const [, password] = /password (\S+)/.exec(text);
  const login = await fetch(`${address}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: JSON.stringify({ account: 'office', password }) });
  const cookie = login.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ');
  const { figures, children } = await (await fetch(`${address}/api/boards/unit/agency?${year}`, { headers: { cookie } })).json();
  return JSON.stringify({ figures, children });
};

try {
  const first = await start();
  console.log(`first start, with the demo city: ${first.seconds.toFixed(1)} s`);
  expectThat((await fetch(`${first.address}/livez`)).status === 200, 'it is alive');
  expectThat((await fetch(`${first.address}/readyz`)).status === 200, 'it is ready');
  expectThat((await fetch(`${first.address}/`)).headers.get('content-type')?.includes('text/html'), 'the console is served');
  expectThat((await fetch(`${first.address}/api/boards/unit/agency?${year}`)).status === 401, 'nobody sees a board without a login');
  expectThat((await (await fetch(`${first.address}/api/docs-json`)).json()).openapi.startsWith('3.1'), 'it documents itself in OpenAPI 3.1');
  const before = await boardOf(first);
  expectThat(before.length > 1000, 'the office sees a board');
  const events = eventsInLog();
  expectThat(events >= 60_000, `the demo city rests on 60,000 events at least, and on ${events.toLocaleString('en')}`);
  expectThat((await stop(first.child)) === 0, 'it ends in order when it is interrupted');
  const second = await start();
  console.log(`second start: ${second.seconds.toFixed(1)} s`);
  expectThat(!/Demo city:|boards/.test(second.text), 'the second start makes nothing anew');
  expectThat((await boardOf(second)) === before, 'the board is the same');
  await stop(second.child);
} finally {
  rmSync(data, { recursive: true, force: true });
}
