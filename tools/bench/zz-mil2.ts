import { setTimeout } from 'node:timers/promises';
import { makeCity } from '@lyceum/solo/demo-city/city';
import { boardsOverHttp, manyReads } from './million-reads.ts';
import { Solo } from './solo.ts';
const folder = '/tmp/lyceum-bench-A0QNmX'; const token = '9diCVQQCWM63nRJKsZ2jPcmoR3Tw2fS2ThLcc-GewBA';
const city = { ...makeCity('large', 1), weeks: 40 };
const solo = await Solo.start(folder, 600_000);
console.log('start', solo.seconds, solo.memory());
for (let i = 0; i < 4; i++) { await setTimeout(5000); console.log(i * 5 + 5, solo.memory()); }
const asked = { city, events: 1150620, from: '2026-03-02', to: '2026-12-06', samples: 200 };
console.log(await boardsOverHttp(solo.address, token, asked), solo.memory());
console.log(await manyReads(solo.address, token, asked, 3000), solo.memory());
await setTimeout(20000); console.log('later', solo.memory());
const t = performance.now(); console.log(await (await fetch(solo.address+"/metrics")).text().then(t=>t.split("\n").filter(l=>/heap|external|resident/.test(l)&&!l.startsWith("#")).join("\n"))); await solo.stop(); console.log('stopped in', performance.now() - t);
