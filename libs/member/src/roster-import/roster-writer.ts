import { Injectable } from '@nestjs/common';
import { valueOn } from '@lyceum/core/dated';
import { shanghaiDay } from '@lyceum/core/calendar';
import { Refusal, refuse } from '@lyceum/core/decider';
import { beginning, type Position } from '@lyceum/core/event';
import { AddSecondaryPost, ChangeKind, ChangePost, TransferMember } from '@lyceum/contracts/member/member';
import { EndRosterImport } from '@lyceum/contracts/member/roster-import';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import { Directory } from '@lyceum/directory/directory';
import { commandId, idOf, type Ask } from '@lyceum/event-store/handle';
import { Clock } from '@lyceum/jobs/clock';
import { Commands } from '@lyceum/nest-kit/commands';
import { PersonUnreadable } from '@lyceum/vault/vault';
import { Enrolment, type Correction } from '../enrolment.ts';
import type { Member } from '../member/member.decider.ts';
import { unitTree } from '../unit-tree/unit-tree.decider.ts';
import { given } from '../roster-sheet/check.ts';
import { countsOf, type CreatedUnit, type ImportResult, type ImportState } from './import-state.ts';
import type { Changed, Decision } from '../roster-sheet/plan.ts';
import { rosterImport } from './roster-import.decider.ts';
import type { UnitIndex } from '../roster-sheet/units.ts';

/** What became of a person's rows: the refusal, where there was one. */
export type Outcome = { readonly rows: readonly number[]; readonly refusal?: Refusal };

/** Enough for many commands to share one commit; the keys and the log have a writer each. */
const atOnce = 256;
/** So many persons later the importer's rights are asked for again: those of an ended role write at most these, and who is under way then. */
const askedEvery = 32;
/** Kept in the log beside corrected details. */
const reason = '人员花名册导入';
const details = ['name', 'idNumber', 'phone', 'otherPhone'] as const satisfies readonly Changed[];
const kinds = ['employment', 'party', 'joinedParty'] as const satisfies readonly Changed[];

/**
 * From a plan to the log. Every command's id follows from the import and the row, so that an import which goes on after a crash
 * repeats its commands and changes nothing twice. (Not from the id number: a hash of that must not be in the log.)
 */
@Injectable()
export class RosterWriter {
  constructor(private readonly enrolment: Enrolment, private readonly commands: Commands, private readonly directory: Directory, private readonly clock: Clock) {}

  /** Makes the units that somebody decided to create, those above first. Refuses `units-not-yours-to-create`: whoever runs an import need not be who decided. */
  async createUnits(paths: readonly string[], units: UnitIndex, state: ImportState): Promise<{ readonly position: Position; readonly units: readonly CreatedUnit[] }> {
    const changeable = await this.directory.unitsWith(state.memberId, 'units.change');
    let position: Position = beginning;
    const made = new Map<string, string>();
    const created: CreatedUnit[] = [];
    for (const path of paths) {
      const { parentId, names, above: named } = units.placeFor(path);
      let above = parentId ?? state.unit;
      if (!changeable.has(above)) refuse('units-not-yours-to-create');
      let whole = named;
      for (const name of names) {
        whole = [...whole, name];
        const key = `${above}/${name}`;
        const ask = this.ask(state, above, 'unit', key);
        const unitId = made.get(key) ?? idOf(ask.command);
        if (!made.has(key)) {
          const type = /[台站]$|中心$/.test(name) ? 'station' as const : 'department' as const;
          const outcome = await this.commands.as(unitTree, CreateUnit({ unitId, name, type, parentId: above, from: state.day }), { ...ask, unit: unitId });
          if (outcome.position > position) position = outcome.position;
          made.set(key, unitId);
          created.push({ unitId, path: whole.join('/') });
        }
        above = unitId;
      }
    }
    return { position, units: created };
  }

  /** Person by person, many at once, within the importer's rights as they are by then; `done` is told of each. Rejects where the log or the vault is away; stops early when the signal aborts. */
  async write(decisions: readonly Decision[], state: ImportState, done: (outcome: Outcome) => void, signal: AbortSignal): Promise<void> {
    const persons = Map.groupBy(decisions.filter(({ action }) => action !== 'skip'), ({ row, mainRow }) => mainRow ?? row).values();
    let begun = 0;
    let reach: Promise<ReadonlySet<string>>;
    const work = async () => {
      for (const rows of persons) { // one iterator for all who work
        if (signal.aborted) return;
        if (begun++ % askedEvery === 0) reach = this.directory.unitsWith(state.memberId, 'imports');
        done(await this.person(rows, state, await reach));
      }
    };
    const working = await Promise.allSettled(Array.from({ length: atOnce }, work));
    for (const each of working) if (each.status === 'rejected') throw each.reason;
  }

  /** Records what it came to. Counts may differ at a second try, after a crash: the first ones stay. */
  async end(result: ImportResult, state: ImportState): Promise<Position> {
    const { new: registered, changed, unchanged, errors: refusedRows } = countsOf(result);
    const outcome = { importId: state.importId, unitId: state.unit, registered, changed, unchanged, refusedRows };
    return (await this.commands.as(rosterImport, EndRosterImport(outcome), this.ask(state, state.unit, 'end', JSON.stringify(outcome)))).position;
  }

  private async person(rows: readonly Decision[], state: ImportState, reach: ReadonlySet<string>): Promise<Outcome> {
    const numbers = rows.map(({ row }) => row);
    const main = rows.find(({ action }) => action !== 'duplicate');
    if (!main) return { rows: numbers, refusal: new Refusal('unit-unknown') }; // its main row has no unit
    const written = rows.filter(({ action, changes }) => action === 'new' || changes.length > 0);
    if (written.length === 0) return { rows: numbers };
    try {
      mustReach(reach, state, written);
      const memberId = main.action === 'new' ? await this.register(main, state) : main.memberId!;
      const member = main.action === 'new' ? null : await this.present(memberId, main, reach);
      if (member && main.action === 'changed') await this.change(memberId, member, main, state);
      for (const row of rows) if (row.changes.includes('secondary')) await this.second(memberId, row, state);
      return { rows: numbers };
    } catch (error) {
      if (error instanceof Refusal) return { rows: numbers, refusal: error };
      if (error instanceof PersonUnreadable) return { rows: numbers, refusal: new Refusal('person-unreadable') }; // since the dry run
      throw error;
    }
  }

  private async register({ row, values, unitId, memberId }: Decision, state: ImportState): Promise<string> {
    const { name, post, tier, employment, party } = values;
    if (!name || !unitId || !post || !tier || !employment || !party) throw new Error(`row ${row} was planned without all that a person needs`);
    const person = { name, unitId, post, tier, employment, party, from: state.day, ...given({ idNumber: values.idNumber, phone: values.phone, otherPhone: values.otherPhone, joinedParty: values.joinedParty }) };
    return (await this.enrolment.register(person, this.ask(state, unitId, 'register', String(row)), memberId)).memberId;
  }

  /** The person as the log has them now: within the importer's rights still, and where the plan had them. */
  private async present(memberId: string, { was, unitId }: Decision, reach: ReadonlySet<string>): Promise<NonNullable<Member>> {
    const member = await this.enrolment.member(memberId) ?? refuse('member-unknown');
    const today = shanghaiDay(this.clock.now());
    const now = valueOn(member.units, today > member.from ? today : member.from)!;
    if (!reach.has(now)) refuseRow('person-elsewhere');
    if (was !== undefined && now !== was && now !== unitId) refuseRow('person-moved'); // in its row's unit: this import has brought them there, or what it wants is so
    return member;
  }

  private async change(memberId: string, member: NonNullable<Member>, { row, values, unitId, was, changes }: Decision, state: ImportState): Promise<void> {
    const from = state.day > member.from ? state.day : member.from;
    const changed = (fields: readonly Changed[]) => fields.some((field) => changes.includes(field));
    const ask = (part: string) => this.ask(state, valueOn(member.units, from)!, part, String(row));

    if (changed(details)) {
      const correction: Correction = Object.fromEntries(details.filter((field) => changes.includes(field)).map((field) => [field, values[field]]));
      await this.enrolment.correct(memberId, correction, reason, ask('details'));
    }
    if (changes.includes('unitId')) await this.enrolment.change(TransferMember({ memberId, unitId: unitId!, from, ...given({ was }) }), ask('transfer'));
    if (changed(['post', 'tier'])) {
      const held = valueOn(member.posts, from)!;
      const { post, tier } = { ...held, ...pick(values, ['post', 'tier'], changes) };
      await this.enrolment.change(ChangePost({ memberId, post, tier, from }), ask('post'));
    }
    if (changed(kinds)) {
      const { employment, party, joinedParty } = { ...member.kind, ...pick(values, kinds, changes) };
      await this.enrolment.change(ChangeKind({ memberId, employment, party, ...(party === 'non-party' ? {} : given({ joinedParty })) }), ask('kind'));
    }
  }

  private async second(memberId: string, { row, values, unitId }: Decision, state: ImportState): Promise<void> {
    const member = await this.enrolment.member(memberId);
    const from = member && member.from > state.day ? member.from : state.day;
    await this.enrolment.change(AddSecondaryPost({ memberId, unitId: unitId!, post: values.post!, tier: values.tier!, from }), this.ask(state, await this.enrolment.unitOn(memberId, from), 'second', String(row)));
  }

  private ask({ importId, actor, correlation }: ImportState, unit: string, ...part: readonly string[]): Ask {
    return { command: commandId('roster-import', importId, ...part), actor, unit, now: this.clock.now(), correlation };
  }
}

/** Refuses a person's rows alone, in words that are said of rows. */
const refuseRow = (code: string): never => { throw new Refusal(code); };

/** Refuses what the importer's rights do not reach any more. */
const mustReach = (reach: ReadonlySet<string>, { unit }: ImportState, rows: readonly Decision[]): void => {
  if (!reach.has(unit)) refuseRow('import-right-ended');
  if (!rows.every(({ unitId }) => reach.has(unitId!))) refuseRow('scope-changed');
};

const pick = <T extends object, K extends keyof T & Changed>(values: T, fields: readonly K[], changes: readonly Changed[]) =>
  Object.fromEntries(fields.filter((field) => changes.includes(field)).map((field) => [field, values[field]])) as { [F in K]?: Exclude<T[F], undefined> };
