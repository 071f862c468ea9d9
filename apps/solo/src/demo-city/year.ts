import { addDays, instantIn, mondayOf, weekday, weekOf } from '@lyceum/core/calendar';
import type { City, CityUnit } from './city.ts';
import { studyDayOf, workingDayFrom } from './holidays.ts';
import { Random } from './random.ts';

/** One unit's session in one week. `…At` are instants of the server's clock. */
export type Plan = { sessionId: string; unitId: string; title: string; day: string; week: string; start: string; minutes: number; place: string; plannedAt: string };
export type Signing = { memberId: string; at: string; device: string; reason?: string };
/** Closed by mistake: when it was reopened, and closed again; `null` where it is still open. */
export type Reopening = { at: string; reason: string; closedAt: string | null };
export type Holding = Plan & {
  openedAt: string; closedAt: string; reopened?: Reopening; invited: readonly string[];
  /** By phone, or by an administrator where there is a reason. */
  signings: readonly Signing[];
  withdrawals: readonly { memberId: string; at: string; reason: string }[];
};
/** `opened`: by mistake, for so many people, before it was cancelled. */
export type Cancelling = Plan & { cancelledAt: string; reason: string; opened?: { at: string; invited: readonly string[] } };
export type Transfer = { memberId: string; unitId: string; from: string; at: string };
/** `peopled`: units that have people on the Monday, and so are judged. */
export type Week = { week: string; monday: string; peopled: Set<string>; transfers: Transfer[]; held: Holding[]; cancelled: Cancelling[]; upcoming: Plan[] };

const places = ['三楼会议室', '党员活动室', '值班室', '学习室'];
const titles = ['学习《党章》总则', '安全播出规程与案例', '习近平文化思想专题', '年度重点工作解读', '网络安全法与等级保护', '“零秒停播”经验交流', '调查研究方法', '无线电管理条例', '应急预案与演练复盘', '新型融合传播技术', '廉洁从业警示教育', '读书分享：《复兴之路》'];
const slip = '误点结束，还有人没有签到';
const reasons = ['手机没电，现场核对后补签', '值班通过视频参加，值班记录可查', '扫码失败，现场核对'];

/**
 * A year of weekly sessions (or as many weeks as the size has), up to `lastDay`; the last week is planned and published, not held. None is on a public holiday.
 * Yields week by week; what a week holds may lie in the next one (a make-up session, a late correction).
 */
export function* makeYear(city: City, seed: number, lastDay: string): Generator<Week> {
  const random = new Random(seed);
  const slips = new Random(seed + 1); // of its own, so that the rest of the year is the same with and without them
  const strays = new Random(seed + 2); // likewise
  const homes = new Map(city.people.map(({ memberId, unitId }) => [memberId, unitId]));
  const diligence = new Map(city.people.map(({ memberId, diligence: each }) => [memberId, each]));
  const stations = city.units.filter(({ type }) => type === 'station');
  const comingMonday = addDays(mondayOf(lastDay), weekday(lastDay) > 5 ? 7 : 0);

  for (let back = city.weeks - 1; back >= 0; back--) {
    const monday = addDays(comingMonday, -7 * back), week = weekOf(monday), makeUpDay = workingDayFrom(addDays(monday, 8));
    const studyDay = studyDayOf(monday);
    const day = back > 0 ? studyDay ?? makeUpDay : studyDay !== undefined && studyDay >= lastDay ? studyDay : workingDayFrom(lastDay);
    const made: Week = { week, monday, peopled: new Set(), transfers: [], held: [], cancelled: [], upcoming: [] };
    const settled = studyDayOf(addDays(monday, -7)) !== undefined; // else everybody makes up for the week before, where they were then
    for (let n = 0; back > 0 && settled && n < city.people.length / 2000; n++) {
      const mover = random.pick(city.people);
      const from = homes.get(mover.memberId)!, to = random.pick(stations).unitId;
      if (from === to || mover.tier !== 'operator') continue;
      homes.set(mover.memberId, to);
      made.transfers.push({ memberId: mover.memberId, unitId: to, from: monday, at: instantIn(monday, '08:30') });
    }
    const rosters = new Map<string, string[]>();
    for (const [memberId, unitId] of homes) { const roster = rosters.get(unitId); if (roster) roster.push(memberId); else rosters.set(unitId, [memberId]); }

    for (const unit of city.units) {
      const roster = rosters.get(unit.unitId);
      if (!roster) continue;
      made.peopled.add(unit.unitId);
      const plannedAt = instantIn(addDays(monday, -3), `17:${String(random.between(30, 59))}`);
      const plan = { sessionId: `s${week.replace('-', '')}${unit.unitId}`, unitId: unit.unitId, title: random.pick(titles), week, day, start: '15:00', minutes: random.pick([60, 90, 120]), place: random.pick(places), plannedAt };
      const kept = unit.spirit ** 0.4; // the best units miss a week in a hundred, the weakest one in twenty
      const drawn = back === 0 ? 'upcoming' : random.weighted([['held', kept * 100], ['late', back > 1 ? 2.5 : 0], ['cancelled', 1.5], ['missed', (1 - kept) * 40]] as const);
      const fate = drawn === 'held' && studyDay === undefined ? (back > 1 ? 'late' : 'missed') : drawn; // no rule knows of holidays: a week that is off is missed, and made up for
      if (fate === 'upcoming') made.upcoming.push(plan);
      const offDutyNow = roster.filter((memberId) => unit.type !== 'station' || offDuty(memberId, back));
      const free = offDutyNow.length > 0 ? offDutyNow : roster;
      if (fate === 'cancelled') made.cancelled.push(strays.chance(0.4)
        ? { ...plan, cancelledAt: instantIn(day, '15:20'), reason: '误点开始签到，本次学习未举行', opened: { at: instantIn(day, '14:50'), invited: free } }
        : { ...plan, cancelledAt: instantIn(addDays(day, -1), '10:00'), reason: '与重要保障期值班冲突' });
      if (fate === 'held') made.held.push(hold(random, plan, free, unit, diligence));
      if (fate === 'late') made.held.push(hold(random, { ...plan, day: makeUpDay }, free, unit, diligence));
    }
    made.held = made.held.map((held) => (slips.chance(weekOf(held.day) > week ? 0.4 : 0.07) ? reopen(held, slips.pick(mistakes)) : held));
    if (back === 1 && made.held.length > 0) made.held.push(reopen(made.held.pop()!, { days: 4, at: '10:00', until: null }));
    yield made;
  }
}

/** A station works in two shifts that change every week: whoever is on duty is not invited, and studies the week after. */
const offDuty = (memberId: string, week: number): boolean =>
  (Math.imul(Number(memberId.slice(1)), 2654435761) >>> 20) % 2 === week % 2; // Knuth's multiplicative hash: people of one station differ

/** Nothing is held without anybody: where chance leaves a unit with nobody before its closing, the first of those expected has come. */
const hold = (random: Random, plan: Plan, roster: readonly string[], unit: CityUnit, diligence: ReadonlyMap<string, number>): Holding => {
  const { day } = plan;
  const minute = (n: number) => `${String(14 + Math.floor((50 + n) / 60)).padStart(2, '0')}:${String((50 + n) % 60).padStart(2, '0')}`; // n minutes after 14:50
  const signings: Signing[] = [], closedAt = instantIn(day, '17:10');
  for (const memberId of roster) {
    if (!random.chance(diligence.get(memberId)! * (0.75 + unit.spirit * 0.27))) continue;
    const device = random.chance(0.004) ? `shared${unit.unitId}` : `phone${memberId}`;
    if (random.chance(0.025)) signings.push({ memberId, at: random.chance(0.3) ? instantIn(addDays(day, 2), '09:20') : instantIn(day, '17:20'), device: '', reason: random.pick(reasons) });
    else signings.push({ memberId, at: instantIn(day, minute(random.between(0, 25))), device });
  }
  const present = signings.some(({ at }) => at < closedAt) ? signings : [{ memberId: roster[0]!, at: instantIn(day, '15:05'), device: `phone${roster[0]}` }, ...signings.filter(({ memberId }) => memberId !== roster[0])];
  const withdrawals = signings.length > 0 && random.chance(0.03) && present.length > 1
    ? [{ memberId: random.pick(signings).memberId, at: instantIn(addDays(day, 2), '11:00'), reason: '核对值班表，本人当时不在场' }] : [];
  return { ...plan, openedAt: instantIn(day, '14:48'), closedAt, invited: [...roster], signings: present, withdrawals };
};

type Mistake = { readonly days: number; readonly at: string; readonly until: readonly [days: number, at: string] | null };
/** Noticed at once; on Sunday, and closed again when the week is over; when the week has been judged already. Days after the session's own. */
const mistakes: readonly Mistake[] = [{ days: 0, at: '17:30', until: [0, '17:50'] }, { days: 2, at: '20:00', until: [3, '09:00'] }, { days: 3, at: '10:00', until: [3, '11:30'] }];

/** A session that is reopened for somebody who had not signed, and closed again, or not yet. */
const reopen = (held: Holding, { days, at, until }: Mistake): Holding => {
  const then = instantIn(addDays(held.day, days), at);
  const late = held.invited.find((memberId) => !held.signings.some((each) => each.memberId === memberId));
  return {
    ...held, reopened: { at: then, reason: slip, closedAt: until && instantIn(addDays(held.day, until[0]), until[1]) },
    signings: late === undefined ? held.signings : [...held.signings, { memberId: late, at: instantIn(addDays(held.day, days), `${at.slice(0, 3)}${String(Number(at.slice(3)) + 5).padStart(2, '0')}`), device: `phone${late}` }],
  };
};
