// People who sign, as a process of its own on bare sockets, so that it takes as little as it can from what is measured. Bounded in count
// and time; talks to this machine only. Gets one job from its parent and answers once.
import { connect } from 'node:net';

const patience = 30_000; // milliseconds
const onlookers = 8;

/** Requests one after another on connections that stay open; as many connections to one address as are needed at once. */
class Wire {
  #idle = [];
  constructor(address) {
    const { hostname, port } = new URL(address);
    if (hostname !== '127.0.0.1') throw new Error(`the load stays on this machine, and does not go to ${hostname}`);
    this.port = Number(port);
  }
  /** `{ status, json }`; rejects where the connection breaks. */
  async ask(method, path, token, body, key) {
    const text = body === undefined ? '' : JSON.stringify(body);
    const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${this.port}\r\ncookie: lyceum=${token}\r\n${body === undefined ? '' : `content-type: application/json\r\nidempotency-key: ${key}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`}\r\n`;
    let socket = this.#idle.pop();
    while (socket && (socket.destroyed || !socket.writable)) socket = this.#idle.pop(); // closed by the other side meanwhile
    socket ??= await this.#open();
    const answer = await new Promise((resolve, reject) => {
      let buffered = Buffer.alloc(0), header, length = 0;
      const done = (settle, value) => { clearTimeout(late); socket.off('data', read); socket.off('close', closed); settle(value); };
      const closed = () => done(reject, new Error(`the connection to ${path} was closed`));
      const late = setTimeout(() => { socket.destroy(); done(reject, new Error(`${path} did not answer in time`)); }, patience);
      const read = (chunk) => {
        buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
        if (header === undefined) {
          const end = buffered.indexOf('\r\n\r\n');
          if (end < 0) return;
          header = buffered.toString('latin1', 0, end);
          const given = /content-length: (\d+)/i.exec(header);
          if (!given) return done(reject, new Error(`${path} answers without a length: ${header.slice(0, 500)}`));
          length = end + 4 + Number(given[1]);
        }
        if (buffered.length >= length) done(resolve, { header, status: Number(header.slice(9, 12)), text: buffered.toString('utf8', header.length + 4, length) });
      };
      socket.on('data', read).on('close', closed);
      socket.write(head + text);
    });
    if (/\r\nconnection: close/i.test(answer.header)) socket.destroy(); else this.#idle.push(socket);
    return { status: answer.status, json: answer.text.startsWith('{') ? JSON.parse(answer.text) : undefined };
  }
  #open() {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1', () => { socket.off('error', reject); socket.on('error', () => {}); resolve(socket); });
      socket.setNoDelay(true).once('error', reject);
    });
  }
  close() { for (const socket of this.#idle) socket.destroy(); }
}

const run = async ({ sign, read, office, day, sessions, connections, rate, probes, milliseconds, warmup }) => {
  const signing = new Wire(sign), reading = new Wire(read);
  const latencies = [], shown = [], bare = [], failures = new Map();
  let [answered, sent, nextSession] = [0, 0, 0];
  const name = Math.round(performance.timeOrigin + performance.now()).toString(36);
  const boardOf = (unitId, after = '') => reading.ask('GET', `/api/boards/unit/${unitId}?from=${day}&to=${day}${after}`, office);
  // Onlookers are connected before anybody signs: a server that is busy takes new connections one at each turn of its loop, and that is not what they time.
  await Promise.all(Array.from({ length: onlookers }, () => boardOf(sessions[0].unitId)));
  const start = performance.now(), from = start + warmup, end = from + milliseconds;
  const fail = (what) => { failures.set(what, (failures.get(what) ?? 0) + 1); };

  /** The code on the wall of the next session; `undefined` when all have been signed. */
  const enter = async () => {
    const session = sessions[nextSession++];
    if (!session) return undefined;
    const { status, json } = await signing.ask('GET', `/api/study-sessions/${session.sessionId}/code`, office);
    if (status !== 200) throw new Error(`the code of ${session.sessionId} answers ${status}: ${JSON.stringify(json)}`);
    return { ...session, code: json.code, left: [...session.tokens] };
  };
  const signOne = async ({ code, unitId }, token, asked) => {
    try {
      const { status, json } = await signing.ask('POST', '/api/sign', token, { code, device: 'a phone' }, `bench-${name}-${sent++}`);
      const now = performance.now();
      if (status !== 201) return fail(`${status} ${json?.code ?? ''}`);
      if (asked >= from && now <= end) { answered++; latencies.push(now - asked); }
      return { unitId, position: json.position };
    } catch (error) { fail(String(error.message)); }
  };
  /** The unit's board of the day: with the signature in it, and as it happens to be. */
  const probe = async ({ unitId, position }) => {
    const board = async (after, samples) => {
      const asked = performance.now();
      let status;
      do ({ status } = await boardOf(unitId, after)); while (status === 503 && performance.now() - asked < patience); // not yet
      if (status === 200 || status === 503) samples.push(performance.now() - asked); else fail(`a board answers ${status}`);
    };
    await board(`&after=${position}`, shown);
    await board('', bare);
  };

  if (rate === null) {
    // As much as goes: everybody who has an answer asks again.
    const client = async () => {
      for (let session = await enter(); session; session = await enter()) {
        for (const token of session.left) { if (performance.now() >= end) return; await signOne(session, token, performance.now()); }
      }
    };
    await Promise.all(Array.from({ length: connections }, client));
  } else {
    // So many a second, whether or not those before were answered; timed from when each was due. Whom a full house keeps out stays away.
    const looks = [], signatures = [], most = 256;
    let [inside, looking] = [0, 0];
    let session = await enter(), coming = enter(), probed = from, due = 0;
    while (session && performance.now() < end) {
      for (; due < ((performance.now() - start) / 1000) * rate && session; due++) {
        if (session.left.length === 0) { session = await coming; coming = enter(); if (!session) break; }
        if (inside >= most) continue;
        inside++;
        const one = signOne(session, session.left.pop(), start + (due / rate) * 1000).finally(() => { inside--; });
        signatures.push(one);
        if (performance.now() < probed || looking >= onlookers) continue;
        probed = Math.max(probed + 1000 / probes, performance.now());
        looking++;
        looks.push(one.then((made) => made && probe(made)).catch((error) => fail(String(error.message))).finally(() => { looking--; }));
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all([...signatures, ...looks, coming]);
  }
  const seconds = (Math.min(performance.now(), end) - from) / 1000;
  signing.close(); reading.close();
  return { answered, seconds, exhausted: nextSession > sessions.length, latencies, shown, bare, failures: [...failures] };
};

process.once('message', async (job) => {
  try { process.send({ done: await run(job) }, () => process.disconnect()); } catch (error) { process.send({ failed: error.message }, () => process.disconnect()); }
});
