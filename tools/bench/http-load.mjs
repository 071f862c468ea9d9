// Sends POST requests over connections that stay open, one after another on each, for a while; counts what was answered with 201.
// A thread of its own, on bare sockets, so that the load takes as little as it can from what is measured.
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { port, path, connections, milliseconds, warmup, headers, bodies } = workerData;
let [answered, failed, sent] = [0, 0, 0];
const latencies = [];
const run = Math.round(performance.timeOrigin + performance.now());
const start = performance.now();
const from = start + warmup;
const end = from + milliseconds;

const request = () => {
  const n = sent++;
  const body = Buffer.from(bodies[n % bodies.length]);
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nidempotency-key: bench-${run}-${n}\r\n${headers}\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
};

const client = () => new Promise((resolve, reject) => {
  const socket = connect(port, '127.0.0.1');
  let [asked, buffered] = [0, ''];
  const next = () => { asked = performance.now(); socket.write(request()); };
  socket.setNoDelay(true).once('connect', next).once('error', reject).once('close', resolve);
  socket.on('data', (chunk) => {
    buffered += chunk.toString('latin1');
    const split = buffered.indexOf('\r\n\r\n');
    if (split < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1] ?? 0);
    if (buffered.length < split + 4 + length) return;
    const now = performance.now();
    if (!buffered.startsWith('HTTP/1.1 201')) { if (failed++ === 0) parentPort.postMessage({ failure: buffered.slice(0, 2000) }); }
    else if (asked >= from && now <= end) { answered++; latencies.push(now - asked); }
    buffered = '';
    if (now < end) next(); else socket.end();
  });
});

await Promise.all(Array.from({ length: connections }, client));
parentPort.postMessage({ rate: answered / (milliseconds / 1000), failed, latencies });
