import { setTimeout } from 'node:timers/promises';
import type { Rows } from '@lyceum/read-store/rows';

/** Shows how far rows have come up to the log until `started`, where that takes longer than a moment: a new city's boards, or those of a newer program. */
export const showRows = async (rows: Pick<Rows, 'lag'>, started: Promise<void>, show: (done: number, of: number, what: string) => void): Promise<void> => {
  const what = '生成看板数据 boards';
  let over = false;
  const end = started.finally(() => { over = true; });
  let whole = 0;
  for (await Promise.race([end, setTimeout(1000)]); !over; await Promise.race([end, setTimeout(500)])) {
    const left = await rows.lag(); // time that rows have still to go through, as the log recorded it
    whole = Math.max(whole, left);
    if (whole > 0) show(whole - left, whole, what);
  }
  await end;
  if (whole > 0) show(whole, whole, what);
};
