import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import { makeCity } from '@lyceum/solo/demo-city/city';
import type { Benchmark } from './figure.ts';
import { Filling } from './made-year.ts';
import { signing } from './signing.ts';
import { dataFolder, Solo } from './solo.ts';
import { foundCity, logInAll, officer, openSessions } from './town.ts';

const rate = 500; // signatures a second

/**
 * How soon a signature is on the unit's board, in the city as `npm start` runs it, while people sign steadily: from the answer to the
 * signature until the board that asks for it is answered; the baseline is the same board without asking, in between.
 */
export const lag: Benchmark = async ({ quick }) => {
  const milliseconds = quick ? 4000 : 20_000;
  const made = await dataFolder();
  let solo: Solo | undefined;
  try {
    const city = makeCity('small', 1);
    const filling = new Filling(made.events);
    await foundCity(filling, city, addDays(shanghaiDay(new Date().toISOString()), -14), made.keys);
    const tokens = await logInAll(city, made.accounts);
    const sessions = await openSessions(filling, city, tokens, 'lag', Math.ceil((rate * (milliseconds + 3000)) / 1000 / city.people.length));
    await made.close();
    solo = await Solo.start(made.folder, 60_000);
    const { shown, board, rate: done, p99 } = await signing({ sign: solo.address, read: solo.address, office: tokens.get(officer)! }, { sessions, milliseconds, rate });
    const kept = done >= 0.95 * rate;
    return [
      { name: `event to row, solo, ${rate} signatures a second`, value: shown.p50, unit: 'ms, p50', baseline: board.p50, ratio: shown.p50 / board.p50, floor: '', met: true },
      { name: 'the same, slowest of a hundred', value: shown.p99, unit: 'ms, p99', baseline: board.p99, ratio: shown.p99 / board.p99, floor: '< 100 ms', met: shown.p99 < 100 && kept },
      { name: 'signatures answered meanwhile', value: done, unit: '/s', baseline: rate, ratio: done / rate, floor: `${rate}/s`, met: kept },
      { name: 'the signature itself, from when it was due', value: p99, unit: 'ms, p99', baseline: null, ratio: null, floor: '', met: true },
    ];
  } finally {
    await solo?.stop();
    made.remove();
  }
};
