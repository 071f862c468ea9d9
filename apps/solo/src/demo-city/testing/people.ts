import { addDays } from '@lyceum/core/calendar';
import { rightsOf } from '@lyceum/directory/rights';
import { accountRows } from '@lyceum/member/account/account.projection';
import { accountName, accountStates } from '@lyceum/member/account/account.query';
import { unitsShown } from '@lyceum/member/unit-tree/unit.query';
import { demoAccounts, demoRoles } from '../accounts.ts';
import { changes, memberOf, today, tomorrow } from './aftermath.ts';
import type { Check } from './checks.ts';
import { agree, type Answered, type Town } from './town.ts';

const begun = ({ weeks }: Town) => addDays(weeks[0]!.monday, -14);
const transfers = ({ weeks }: Town) => weeks.flatMap((week) => week.transfers);
/** Before and after everything that moved somebody. */
const days = (town: Town) => [begun(town), ...transfers(town).flatMap(({ from }) => [addDays(from, -1), from]), today, tomorrow];
const unitOn = (town: Town, memberId: string, day: string) => transfers(town).findLast((each) => each.memberId === memberId && each.from <= day)?.unitId ?? town.city.people.find((person) => person.memberId === memberId)!.unitId;
const rosterOn = (town: Town, unitId: string, day: string) => town.city.people.map(({ memberId }) => memberId).filter((memberId) => unitOn(town, memberId, day) === unitId);
const { renamed, moved, posted, seconded, changed, corrected, forgotten, ended, awaiting } = changes;

export const theTree: Check = async ({ town, directory, after }) => {
  const shown = async (day: string, asOf?: string) => (await directory.tree({ day, ...(asOf === undefined ? {} : { asOf }) })).all().map(({ unitId, name, type, parentId }) => [unitId, name, type, parentId]).sort();
  const made = town.city.units.map(({ unitId, name, type, parentId }) => [unitId, name, type, parentId]).sort();
  const changedUnits = made.map(([unitId, name, type, parentId]) => [unitId, unitId === renamed.unitId ? renamed.name : name, type, unitId === moved.unitId ? moved.parentId : parentId]);
  agree('the units before the first day', await shown(addDays(begun(town), -1)), []);
  agree('the units on the first day', await shown(begun(town)), made);
  agree('the units of today', await shown(today), made);
  agree('the units of tomorrow', await shown(tomorrow), changedUnits);
  agree('the units of tomorrow, as they were planned to be before', await shown(tomorrow, after.before), made);
};

export const everyPerson: Check = async ({ town, directory }) => {
  for (const { memberId, name, post, tier, employment, party } of town.city.people) for (const day of days(town)) {
    const unitId = unitOn(town, memberId, day);
    const mine = <T extends { memberId: string }>(change: T): T | undefined => (change.memberId === memberId ? change : undefined);
    const later = day >= posted.from ? mine(posted) : undefined;
    agree(`${memberId} on ${day}`, await directory.person(memberId, { day }), {
      memberId, name: mine(forgotten) ? null : mine(corrected)?.name ?? name, unitId, post: later?.post ?? post, tier: later?.tier ?? tier,
      employment: mine(changed)?.employment ?? employment, party: mine(changed)?.party ?? party,
      since: transfers(town).findLast((each) => each.memberId === memberId && each.from <= day)?.from ?? begun(town),
      secondary: mine(seconded) && day >= seconded.from ? [{ unitId: seconded.unitId, post: seconded.post }] : [],
    });
  }
};

export const whoBelongsWhere: Check = async ({ town, directory, after }) => {
  for (const day of days(town)) {
    for (const { unitId } of town.city.units) {
      const { people, total } = await directory.people([unitId], { day });
      const expected = rosterOn(town, unitId, day);
      agree(`the people of ${unitId} on ${day}`, [people.map(({ memberId }) => memberId).sort(), total], [expected, expected.length]);
    }
    for (const asOf of [undefined, after.before]) {
      const counts = await directory.headcounts({ day, ...(asOf === undefined ? {} : { asOf }) });
      agree(`the headcounts of ${day}`, town.city.units.map(({ unitId }) => counts.get(unitId) ?? 0), town.city.units.map(({ unitId }) => rosterOn(town, unitId, day).length));
    }
  }
  agree('the headcounts before the first day', [...await directory.headcounts({ day: addDays(begun(town), -1) })], []);
};

export const whoMayWhat: Check = async ({ town, directory }) => {
  const granted = [
    ...town.city.units.map(({ unitId }) => ({ memberId: memberOf(town, unitId, unitId === 'agency' ? 1 : 0), role: 'unit-administrator', unitId })), ...demoRoles(town.city),
  ].map(({ memberId, role, unitId }) => ({ memberId, grantId: `${role.replaceAll('-', '_')}_${unitId}`, role, unitId, from: begun(town), until: ended.grantId === `unit_administrator_${unitId}` && role === 'unit-administrator' ? ended.until : null }));
  for (const { memberId } of town.city.people) for (const day of [addDays(begun(town), -1), begun(town), today, tomorrow]) {
    const shown = (await directory.grants(memberId, { day })).map(({ grantId, role, unitId, from, until, memberId: holder }) => [holder, grantId, role, unitId, from, until]).sort();
    const expected = granted.filter((grant) => grant.memberId === memberId && grant.from <= day && (grant.until === null || day <= grant.until));
    agree(`the roles of ${memberId} on ${day}`, shown, expected.map(({ grantId, role, unitId, from, until }) => [memberId, grantId, role, unitId, from, until]).sort());
  }
  const head = memberOf(town, 'd01', 0); // of the office as well
  agree('where the office may change people', [...await directory.unitsWith(head, 'persons.change')].sort(), town.city.units.map(({ unitId }) => unitId).sort());
  const leader = [...rightsOf.member, ...rightsOf['city-leader'], ...rightsOf['person-access']];
  agree('what the leader of the city may', [...await directory.rights(memberOf(town, 'agency', 0))].sort(), [...new Set(leader)].sort());
  agree('what nobody is may be done nowhere', [...await directory.unitsWith(forgotten.memberId, 'own'), ...await directory.rights(forgotten.memberId)], []);
};

/** By plain counting: the last position before the first event that was recorded later. */
export const everyMoment: Check = async ({ directory, log }) => {
  const instants = [...new Set(log.map(({ recordedAt }) => recordedAt))];
  for (const [nth, instant] of instants.entries()) {
    const halfway = new Date((Date.parse(instant) + Date.parse(instants[nth + 1] ?? instant)) / 2).toISOString();
    for (const asked of nth % 7 === 0 ? [instant, halfway] : [halfway]) {
      const later = log.findIndex(({ recordedAt }) => recordedAt > asked);
      agree(`the position at ${asked}`, await directory.positionAt(asked), (later < 0 ? log : log.slice(0, later)).at(-1)?.position ?? '');
    }
  }
};

export const everyAccount: Check = async ({ town, reads, after }) => {
  const ids = town.city.people.map(({ memberId }) => memberId);
  const shown = await accountStates(reads, ids);
  const open = new Map(demoAccounts(town.city).map(({ memberId, account }) => [memberId, account]));
  for (const memberId of ids) {
    const off = memberId === after.switchedOff;
    const gone = memberId === forgotten.memberId;
    const state = off ? 'off' : gone ? 'none' : memberId === awaiting.memberId ? 'awaiting' : 'active';
    agree(`the account of ${memberId}`, shown.get(memberId), { active: state === 'active', state, forgotten: gone });
    const phone = town.city.people.find((person) => person.memberId === memberId)!.phone;
    agree(`the account’s name of ${memberId}`, await accountName(reads, town.host.adapters.keys, memberId), gone ? null : open.get(memberId) ?? phone);
  }
};

/** When phones and numbers were last recorded: what a start compares the vault with. */
export const everyClaim: Check = async ({ town, reads, log }) => {
  const { rows } = await reads.find(accountRows, { where: { claimedAt: { from: '0' } }, limit: 1000 });
  const last = town.city.people.map(({ memberId }) => [memberId, log.findLast(({ type, data }) => ['MemberRegistered', 'DetailsCorrected'].includes(type) && data['memberId'] === memberId)!.recordedAt]);
  agree('when claims were recorded', rows.map(({ key, row }) => [key, row.claimedAt]), last);
};

export const headcountsOfUnits: Check = async ({ town, directory, reads }) => {
  const all = new Set(town.city.units.map(({ unitId }) => unitId));
  for (const day of days(town)) {
    const shown = await unitsShown(directory, reads, all, all, { day });
    agree(`the people of each unit on ${day}`, shown.map(({ unitId, people }) => [unitId, people]).sort(), [...all].map((unitId) => [unitId, rosterOn(town, unitId, day).length]).sort());
  }
};

/** As one reads the tree: by the names on the way down to each unit, a unit before those below it. */
const compareUnits = ({ city: { units } }: Town, a: string, b: string): number => {
  const way = (unitId: string): readonly string[] => { const { name, parentId } = units.find((unit) => unit.unitId === unitId)!; return [...(parentId === null ? [] : way(parentId)), name]; };
  const [left, right] = [way(a), way(b)];
  const fork = left.findIndex((name, depth) => name !== right[depth]);
  if (fork === -1) return left.length - right.length;
  return right[fork] === undefined ? 1 : left[fork]!.localeCompare(right[fork]!, 'zh');
};

export const theRoster: Check = async ({ town }) => {
  const people = town.city.people.map((person) => {
    const mine = <T extends { memberId: string }>(change: T): T | undefined => (change.memberId === person.memberId ? change : undefined);
    return { memberId: person.memberId, unitId: unitOn(town, person.memberId, tomorrow), tier: mine(posted)?.tier ?? person.tier, post: mine(posted)?.post ?? person.post, party: mine(changed)?.party ?? person.party, employment: mine(changed)?.employment ?? person.employment };
  });
  const listed = async (query: string): Promise<string[]> => (await town.ask(`/api/members?limit=200&${query}`)).items.map(({ memberId }: Answered) => memberId);
  for (const field of ['tier', 'party', 'employment'] as const) for (const value of new Set(people.map((person) => person[field]))) {
    agree(`people whose ${field} is ${value}`, (await listed(`${field}=${value}`)).sort(), people.filter((person) => person[field] === value).map(({ memberId }) => memberId));
  }
  const byPost = people.toSorted((a, b) => (a.post < b.post ? -1 : a.post > b.post ? 1 : a.memberId < b.memberId ? -1 : 1)).map(({ memberId }) => memberId);
  agree('people by post', await listed('sort=post'), byPost);
  const rank = ({ tier }: { tier: string }) => ['leader', 'middle', 'team-lead', 'operator'].indexOf(tier);
  const byUnit = people.toSorted((a, b) => compareUnits(town, a.unitId, b.unitId) || rank(a) - rank(b) || (a.memberId < b.memberId ? -1 : 1)).map(({ memberId }) => memberId);
  for (const query of ['', 'sort=unitId']) agree(`people by units, asked with “${query}”`, await listed(query), byUnit);
  for (const { unitId } of town.city.units.filter(({ type }) => type === 'station')) {
    agree(`the people of ${unitId}`, (await listed(`unit=${unitId}`)).sort(), people.filter((person) => person.unitId === unitId).map(({ memberId }) => memberId));
  }
};
