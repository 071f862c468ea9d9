import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameKey } from '../person/names.ts';
import { cellsBy, checkRow } from './check.ts';
import { readHeadings } from './headings.ts';
import type { Known } from './match.ts';
import { place, type UnitChoice } from './place.ts';
import { plan, planning, type Decision } from './plan.ts';
import { group } from './same-person.ts';
import { heading, line, made, type Cells } from './testing/rosters.ts';
import { UnitIndex } from './units.ts';

const unit = (unitId: string, ...path: string[]) => ({ unitId, name: path.at(-1)!, path });
const units = () => new UnitIndex([unit('city', '市局'), unit('north', '市局', '北台'), unit('crew', '市局', '北台', '机务班'), unit('watch', '市局', '北台', '值机组'), unit('south', '市局', '南台')]);
const by = cellsBy(readHeadings(heading));

/** A person who is there already, as the nth row describes them. */
const known = (n: number, more: Partial<Known> = {}): Known => ({
  memberId: `m${n}`, ...made(n), unitId: 'crew', unit: '市局/北台/机务班', post: '机务员', tier: 'operator', employment: 'staff', party: 'non-party', secondary: [], within: true, ...more,
});
const peopleOf = (...people: Known[]) => ({
  holder: (kind: 'id-number' | 'phone', value: string) => people.find((each) => (kind === 'phone' ? each.phone : each.idNumber) === value)?.memberId,
  known: (memberId: string) => people.find((each) => each.memberId === memberId),
  named: (unitId: string, key: string) => people.filter((each) => each.unitId === unitId && (each.unreadable || nameKey(each.name) === key)).map(({ memberId }) => memberId),
});

const planned = (rows: readonly (readonly string[])[], { people = [] as Known[], choices = new Map<string, UnitChoice>(), mainPosts = [] as number[], claims = {} as Record<string, string> } = {}) => {
  const checked = rows.map((cells, index) => checkRow({ row: index + 2, cells }, by, { today: '2026-03-06' }));
  const there = peopleOf(...people);
  return plan(place(checked, units(), choices).placed, { ...there, holder: (kind, value) => there.holder(kind, value) ?? claims[value] }, new Set(mainPosts));
};
const told = ({ state, action, notes, changes }: Decision) => ({ state, action, codes: notes.map(({ code }) => code), ...(changes.length > 0 ? { changes } : {}) });
const one = (cells: Cells, more: Parameters<typeof planned>[1] = {}) => told(planned([line(1, cells)], more)[0]!);

describe('a person in one row', () => {
  it('is new where nobody is like them', () => expect(one({})).toEqual({ state: 'ok', action: 'new', codes: [] }));
  it('is unchanged where everything is known', () => expect(one({}, { people: [known(1)] })).toEqual({ state: 'ok', action: 'unchanged', codes: [] }));
  it('is changed in what differs', () =>
    expect(one({ post: '班长', tier: '班组长', party: '中共党员', joinedParty: '2008.07', phone: '10099999999' }, { people: [known(1)] }))
      .toMatchObject({ action: 'changed', changes: ['phone', 'party', 'joinedParty', 'post', 'tier'] }));
  it('keeps what is known where a cell is empty: a guess changes nothing', () =>
    expect(one({ tier: '', party: '', employment: '', phone: '' }, { people: [known(1, { tier: 'leader', party: 'party', employment: 'contract' })] })).toMatchObject({ action: 'unchanged' }));
  it('of another unit is transferred, with a warning', () => expect(one({ unit: '南台' }, { people: [known(1)] })).toMatchObject({ state: 'warning', action: 'changed', codes: ['transfer'], changes: ['unitId'] }));
  it('listed where they have a second post stays where they are', () =>
    expect(one({ unit: '南台' }, { people: [known(1, { secondary: [{ unitId: 'south', post: '机务员', tier: 'operator' }] })] })).toEqual({ state: 'ok', action: 'unchanged', codes: [] }));
  it('of a unit outside the scope is refused', () => expect(one({}, { people: [known(1, { within: false })] })).toEqual({ state: 'error', action: 'skip', codes: ['person-elsewhere'] }));
  it('with the phone of somebody outside the scope is refused, whatever name stands beside it', () => {
    const elsewhere = { people: [known(2, { within: false })] };
    for (const name of [made(1).name, made(2).name]) for (const idNumber of ['', made(1).idNumber]) {
      expect([name, idNumber, one({ name, idNumber, phone: made(2).phone }, elsewhere)]).toEqual([name, idNumber, { state: 'error', action: 'skip', codes: ['phone-elsewhere'] }]);
    }
  });
  it('with the id number of another name is refused', () => expect(one({ name: '王二' }, { people: [known(1)] })).toEqual({ state: 'error', action: 'skip', codes: ['id-of-another-name'] }));
  it('who may be somebody that can’t be read is not written: they would be there twice', () => {
    const there = (more: Partial<Known> = {}) => ({ people: [known(1, { name: '?', unreadable: true, ...more })] });
    const perhaps = { state: 'error', action: 'skip', codes: ['perhaps-unreadable'] };
    expect(one({}, there())).toEqual(perhaps); // the vault’s claims know the number, whatever became of the key
    expect(one({ idNumber: '' }, there({ idNumber: '?' }))).toEqual(perhaps);
    expect(one({}, there({ idNumber: undefined, phone: undefined }))).toEqual(perhaps); // one of the unit may be anybody
    expect(one({ idNumber: '', phone: '' }, there({ idNumber: '?', phone: '?' }))).toEqual(perhaps);
    expect(one({}, { people: [known(1, { name: '?', unreadable: true, within: false })] })).toMatchObject({ codes: ['person-elsewhere'] });
  });
  it('whom their own numbers tell apart from somebody that can’t be read is written', () => {
    const other = known(2, { name: '?', idNumber: '?', phone: '?', unreadable: true });
    expect(one({}, { people: [other] })).toMatchObject({ action: 'new' });
    expect(one({ idNumber: '' }, { people: [other] })).toMatchObject({ action: 'new' });
    expect(one({ idNumber: '', phone: '' }, { people: [known(1), other] })).toMatchObject({ action: 'unchanged' });
  });
  it('is not held up by somebody who can’t be read and whose id number another row has', () => {
    const there = { people: [known(1, { name: '?', idNumber: '?', phone: '?', unreadable: true })], claims: { [made(1).idNumber]: 'm1' } };
    expect(planned([line(1, { phone: '' }), line(3, { idNumber: '', phone: '' })], there).map(({ action }) => action)).toEqual(['skip', 'new']);
    expect(planned([line(3, { idNumber: '', phone: '' })], there).map(({ action }) => action)).toEqual(['skip']);
  });
  it('with another phone and no id number is told apart from who can’t be read as from who can', () => {
    for (const people of [[known(1)], [known(1, { name: '?', idNumber: '?', phone: '?', unreadable: true })]] as const) expect(one({ idNumber: '', phone: '10099999999' }, { people: [...people] })).toMatchObject({ action: 'new' });
  });
  it('without an id number is known by phone and name', () => expect(one({ idNumber: '' }, { people: [known(1)] })).toMatchObject({ action: 'unchanged' }));
  it('with neither is known by unit and name', () => expect(one({ idNumber: '', phone: '' }, { people: [known(1)] })).toMatchObject({ action: 'unchanged' }));
  it('whose id number was not known gets it, by name, with a warning', () =>
    expect(one({ phone: '' }, { people: [known(1, { idNumber: undefined })] })).toMatchObject({ state: 'warning', action: 'changed', codes: ['matched-by-name'], changes: ['idNumber'] }));
  it('of the same name and another id number is somebody else', () => expect(one({ phone: '' }, { people: [known(1, { idNumber: made(2).idNumber })] })).toMatchObject({ action: 'new' }));
  it('whom another row has found by phone is not found again by name', () =>
    expect(planned([line(1), line(2, { name: made(1).name, phone: '' })], { people: [known(1, { idNumber: undefined })] }).map(({ action, memberId }) => [action, memberId])).toEqual([['changed', 'm1'], ['new', undefined]]));
  it('of a name that two of the unit have is asked for', () =>
    expect(one({ idNumber: '', phone: '' }, { people: [known(1), known(2, { name: made(1).name })] })).toMatchObject({ state: 'error', codes: ['name-ambiguous'] }));
  it('with the phone of somebody else keeps it as the other phone', () => {
    const [decision] = planned([line(1, { phone: made(2).phone })], { people: [known(2)] });
    expect([decision!.action, decision!.values.phone, decision!.values.otherPhone, decision!.notes.map(({ code }) => code)]).toEqual(['new', undefined, made(2).phone, ['phone-of-another']]);
  });
  it('whose number was claimed by an import that broke off is registered under the same id', () =>
    expect(planned([line(1)], { claims: { [made(1).idNumber]: 'begun', [made(1).phone]: 'begun' } })[0]).toMatchObject({ action: 'new', memberId: 'begun', state: 'ok', values: { phone: made(1).phone } }));
});

describe('a person in several rows', () => {
  it('of one unit is one person', () => expect(planned([line(1), line(1)]).map(told)).toEqual([{ state: 'ok', action: 'new', codes: [] }, { state: 'warning', action: 'duplicate', codes: ['same-person'] }]));
  it('of two units is one person: which post is the main one is asked, the other is kept', () =>
    expect(planned([line(1), line(1, { unit: '南台' })]).map(told)).toEqual([
      { state: 'warning', action: 'new', codes: ['main-post-guess'] }, { state: 'warning', action: 'duplicate', codes: ['second-post'], changes: ['secondary'] },
    ]));
  it('has the main post that was chosen', () => {
    const [first, second] = planned([line(1), line(1, { unit: '南台' })], { mainPosts: [3] });
    expect([first!.action, first!.mainRow, second!.action, second!.unitId, second!.state]).toEqual(['duplicate', 3, 'new', 'south', 'ok']);
  });
  it('who is there already keeps the main post that they have', () => {
    const people = [known(1, { unitId: 'south', unit: '市局/南台', secondary: [{ unitId: 'crew', post: '机务员', tier: 'operator' }] })];
    expect(planned([line(1), line(1, { unit: '南台' })], { people }).map(told)).toEqual([{ state: 'warning', action: 'duplicate', codes: ['second-post'] }, { state: 'ok', action: 'unchanged', codes: [] }]);
  });
  it('is found also where one row lacks the id number', () => expect(planned([line(1), line(1, { idNumber: '', unit: '南台' })]).map(({ action }) => action)).toEqual(['new', 'duplicate']));
  it('of one id number and two names is refused, both', () => expect(planned([line(1), line(1, { name: '王二' })]).map(told)).toEqual(Array(2).fill({ state: 'error', action: 'skip', codes: ['id-of-two-names'] })));
  it('of one name and two id numbers is two', () => expect(planned([line(1), line(2, { name: made(1).name })]).map(({ action }) => action)).toEqual(['new', 'new']));
  it('of two names and one phone is two, and the phone identifies the first', () => {
    const decisions = planned([line(1), line(2, { phone: made(1).phone })]);
    expect(decisions.map(({ values }) => [values.phone, values.otherPhone])).toEqual([[made(1).phone, undefined], [undefined, made(1).phone]]);
    expect(told(decisions[1]!).codes).toEqual(['phone-shared']);
  });
});

describe('thousands of rows', () => {
  const many = 20_000;
  it('of one name and as many phones are as many people, found at once', () => {
    const rows = Array.from({ length: many }, (_, row) => ({ row, values: { phone: String(13_000_000_000 + row) }, notes: [], nameKey: '王芳', place: 'crew' }));
    const begun = performance.now();
    expect(group(rows)).toHaveLength(many);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
  it('are planned in steps, so that whoever runs it can let others work', () => {
    const rows = Array.from({ length: many }, (_, row) => ({ row, values: { name: '王芳', unit: '市局/北台/机务班', idNumber: String(row) }, notes: [] }));
    const steps = planning(place(rows, units(), new Map()).placed, peopleOf(), new Set());
    let count = 0;
    while (!steps.next().done) count++;
    expect(count).toBeGreaterThan(5 * many); // found, put together, matched by number and name, decided
  });
  it('of one id number and many names are refused, without naming them all in each', () => {
    const decisions = planned(Array.from({ length: many }, (_, n) => line(1, { name: `王${String.fromCodePoint(0x4e00 + n)}` })));
    expect(decisions.filter(({ action }) => action === 'skip')).toHaveLength(many);
    expect(decisions[0]!.notes.find(({ code }) => code === 'id-of-two-names')!.was).toMatch(/^2, 3, 4, [\d, ]{1,100} …$/);
  });
});

describe('a unit', () => {
  it('that the tree lacks is waited for with the nearest, and nothing is made silently', () => {
    const [decision] = planned([line(1, { unit: '北台/机务一班' })]);
    expect(decision).toMatchObject({ state: 'waiting', action: 'skip', notes: [{ code: 'unit-unknown', was: '北台/机务一班', now: '市局/北台/机务班' }] });
    expect(one({ unit: '北台/机务一班', idNumber: '1.98811E+11' })).toMatchObject({ state: 'error' }); // no decision about the unit mends that
  });
  it('can be chosen', () => expect(planned([line(1, { unit: '北台/机务一班' })], { choices: new Map([['北台/机务一班', { unitId: 'crew' }]]) })[0]).toMatchObject({ action: 'new', unitId: 'crew' }));
  it('outside the scope can not be chosen', () => expect(planned([line(1, { unit: '西台' })], { choices: new Map([['西台', { unitId: 'elsewhere' }]]) })[0]).toMatchObject({ state: 'waiting' }));
  it('can be asked to be created', () => expect(planned([line(1, { unit: '西台' })], { choices: new Map([['西台', 'create']]) })[0]).toMatchObject({ action: 'new', newUnit: '西台' }));
});

describe('a row', () => {
  it('with an id number that Excel has mangled is refused, and the rest goes on', () =>
    expect(planned([line(1, { idNumber: '1.98811E+11' }), line(2)]).map(told)).toEqual([{ state: 'error', action: 'skip', codes: ['id-mangled'] }, { state: 'ok', action: 'new', codes: [] }]));
  it('whose cells look like formulas keeps them as text', () => expect(planned([line(1, { post: '=1+1' })])[0]).toMatchObject({ action: 'new', values: { post: '=1+1' } }));
  it('of our own download is read without the mark that kept it inert', () => expect(planned([line(1, { post: "'=1+1" })])[0]!.values.post).toBe('=1+1'));

  const cells = fc.record({
    n: fc.nat(6), name: fc.constantFrom(undefined, '', '王二', '李　明'), idNumber: fc.constantFrom(undefined, '', '1.98E+11', '不详'), phone: fc.constantFrom(undefined, '', '10000000003', '10000000003/10000000004'),
    unit: fc.constantFrom('北台/机务班', '南台', '机务班', '西台', ''), tier: fc.constantFrom('', '值机员', '火星'),
  });
  it('is never lost: each has one decision, and each person one main row', () => fc.assert(fc.property(fc.array(cells, { maxLength: 25 }), fc.subarray([known(1), known(2), known(3, { within: false }), known(4, { idNumber: undefined })]), fc.array(fc.integer({ min: 2, max: 26 })), (rows, people, mainPosts) => {
    const decisions = planned(rows.map(({ n, ...given }) => line(n, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)))), { people, mainPosts });
    expect(decisions.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 2));
    for (const { action, mainRow, state } of decisions) {
      expect(state === 'error' || state === 'waiting').toBe(action === 'skip');
      if (action === 'duplicate') expect(['new', 'unchanged', 'changed']).toContain(decisions.find(({ row }) => row === mainRow)?.action);
    }
    const written = decisions.filter(({ action }) => action === 'new' || action === 'changed' || action === 'unchanged');
    for (const field of ['idNumber', 'phone'] as const) {
      const values = written.flatMap(({ values: { [field]: value } }) => (value === undefined ? [] : [value]));
      expect(new Set(values).size).toBe(values.length); // no two persons are given what identifies one
    }
  }), { numRuns: 300 }));
});
