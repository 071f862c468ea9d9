import { addDays, instantIn, mondayOf, weekOf } from '@lyceum/core/calendar';
import type { City, CityUnit } from './city.ts';
import { Random } from './random.ts';

/** What happens to one unit's session in one week. `at` are instants of the server's clock. */
export type Signing = { memberId: string; at: string; device: string } & ({ method: 'qr' } | { method: 'by-administrator'; reason: string });
export type Holding = {
  sessionId: string; unitId: string; title: string; day: string; week: string; start: string; minutes: number; place: string;
  plannedAt: string; openedAt: string; closedAt: string; invited: readonly string[]; signings: readonly Signing[];
  withdrawals: readonly { memberId: string; at: string; reason: string }[];
};
export type Cancelled = { sessionId: string; unitId: string; title: string; day: string; week: string; start: string; minutes: number; place: string; plannedAt: string; cancelledAt: string; reason: string };
export type Transfer = { memberId: string; unitId: string; from: string; at: string };
/** `upcoming`: planned and published, not held yet. */
export type Week = { week: string; monday: string; transfers: Transfer[]; held: Holding[]; cancelled: Cancelled[]; upcoming: Cancelled[] };

const titles = ['学习《党章》总则', '安全播出规程与案例', '习近平文化思想专题', '年度重点工作解读', '网络安全法与等级保护', '“零秒停播”经验交流', '调查研究方法', '无线电管理条例', '应急预案与演练复盘', '新型融合传播技术', '廉洁从业警示教育', '读书分享：《复兴之路》'];
const reasons = ['手机没电，现场核对后补签', '值班通过视频参加，值班记录可查', '扫码失败，现场核对'];

/** A year (or as many weeks as the size has), the last one being that of `lastDay`, which is still under way. Yields week by week, in order of time. */
export function* makeYear(city: City, seed: number, lastDay: string): Generator<Week> {
  const random = new Random(seed);
  const homes = new Map(city.people.map(({ memberId, unitId }) => [memberId, unitId]));
  const diligence = new Map(city.people.map(({ memberId, diligence: each }) => [memberId, each]));
  const stations = city.units.filter(({ type }) => type === 'station');
  const last = mondayOf(lastDay);

  for (let back = city.weeks - 1; back >= 0; back--) {
    const monday = addDays(last, -7 * back), friday = addDays(monday, 4), week = weekOf(monday);
    const made: Week = { week, monday, transfers: [], held: [], cancelled: [], upcoming: [] };
    for (let n = 0; n < city.people.length / 2000 && stations.length > 1; n++) {
      const mover = random.pick(city.people);
      const from = homes.get(mover.memberId)!, to = random.pick(stations).unitId;
      if (from === to || mover.tier === 'leader') continue;
      homes.set(mover.memberId, to);
      made.transfers.push({ memberId: mover.memberId, unitId: to, from: monday, at: instantIn(monday, '08:30') });
    }
    const rosters = new Map<string, string[]>();
    for (const [memberId, unitId] of homes) { const roster = rosters.get(unitId); if (roster) roster.push(memberId); else rosters.set(unitId, [memberId]); }

    for (const unit of city.units) {
      const roster = rosters.get(unit.unitId) ?? [];
      const base = { sessionId: `s${week.replace('-', '')}${unit.unitId}`, unitId: unit.unitId, title: random.pick(titles), week, start: '15:00', minutes: random.pick([60, 90, 120]), place: random.pick(['三楼会议室', '党员活动室', '值班室', '学习室']), plannedAt: instantIn(monday, `0${random.between(8, 9)}:${String(random.between(10, 59))}`) };
      if (back === 0) { made.upcoming.push({ ...base, day: friday, cancelledAt: '', reason: '' }); continue; }
      const fate = random.weighted([['held', unit.spirit * 100], ['late', 3], ['cancelled', 2], ['missed', (1 - unit.spirit) * 12]] as const);
      if (fate === 'missed' || roster.length === 0) continue;
      if (fate === 'cancelled') { made.cancelled.push({ ...base, day: friday, cancelledAt: instantIn(addDays(monday, 3), '10:00'), reason: '与重要保障期值班冲突' }); continue; }
      if (fate === 'late' && back === 1) continue; // its make-up would lie in the week that is under way
      made.held.push(hold(random, base, fate === 'late' ? addDays(monday, 8) : friday, roster, unit, diligence));
    }
    yield made;
  }
}

const hold = (random: Random, base: Omit<Cancelled, 'day' | 'cancelledAt' | 'reason'>, day: string, roster: readonly string[], unit: CityUnit, diligence: ReadonlyMap<string, number>): Holding => {
  const minute = (n: number) => `${String(14 + Math.floor((50 + n) / 60)).padStart(2, '0')}:${String((50 + n) % 60).padStart(2, '0')}`; // n minutes after 14:50
  const signings: Signing[] = [];
  for (const memberId of roster) {
    if (!random.chance(diligence.get(memberId)! * (0.75 + unit.spirit * 0.27))) continue;
    const device = random.chance(0.004) ? `shared${unit.unitId}` : `phone${memberId}`;
    if (random.chance(0.025)) signings.push({ memberId, at: instantIn(random.chance(0.3) ? addDays(day, 2) : day, '17:20'), device: '', method: 'by-administrator', reason: random.pick(reasons) });
    else signings.push({ memberId, at: instantIn(day, minute(random.between(0, 25))), device, method: 'qr' });
  }
  signings.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const withdrawals = signings.length > 0 && random.chance(0.03)
    ? [{ memberId: random.pick(signings).memberId, at: instantIn(addDays(day, 3), '11:00'), reason: '核对值班表，本人当时不在场' }] : [];
  return { ...base, day, openedAt: instantIn(day, '14:48'), closedAt: instantIn(day, '17:10'), invited: [...roster], signings, withdrawals };
};
