import { useState } from 'react';
import { Link } from 'react-router';
import type { Unit } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { DayField } from '../parts/dates.tsx';
import { pathOf, useRight, useTree } from '../parts/data.ts';
import { useLastDay } from '../parts/history/as-of.tsx';
import { useNowOnly } from '../parts/history/past.ts';
import { Day, Empty, Field, Notice, PageHead, Panel, Reading } from '../parts/parts.tsx';
import { RecentFacts } from '../parts/history/recent-facts.tsx';
import { useScope } from '../parts/scope.ts';
import { isDay, today } from '../parts/time.ts';
import { branchesOf, branchOf, type Branch } from '../parts/units/unit-branches.ts';
import { CreateUnit, MoveUnit, RenameUnit, UnitType } from '../parts/units/unit-forms.tsx';
import { UnitTree } from '../parts/units/unit-tree.tsx';
import { useParams, useTo } from '../parts/url.ts';

const forms = { create: CreateUnit, rename: RenameUnit, move: MoveUnit } as const;
type Form = keyof typeof forms;
const isForm = (text: string | null): text is Form => text !== null && Object.hasOwn(forms, text);

/** A unit's own facts and the rights and rules that hold for it; who came and went stands with the people. */
const ofUnits = { kinds: ['people', 'rights', 'rules'], types: new Set(['UnitCreated', 'UnitRenamed', 'UnitMoved', 'RoleGranted', 'RoleEnded', 'PolicyPublished']) } as const;

/** The day whose tree is shown: the address's, else today, or the last day of the moment in view. */
const useDay = () => {
  const { get } = useParams();
  const last = useLastDay();
  const chosen = get('day');
  return isDay(chosen) ? chosen : last;
};

const Chosen = ({ branch, units, day }: { branch: Branch; units: readonly Unit[]; day: string }) => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const past = useNowOnly();
  const { set } = useParams();
  const parent = units.find(({ unitId }) => unitId === branch.parentId);
  const open = (form: Form) => <button type="button" className="button" disabled={past !== undefined} title={past} onClick={() => set({ do: form })}>{say(`units.${form}`)}</button>;
  return (
    <Panel title={branch.name} more={<UnitType of={branch.type} />}>
      <div className="stack">
        <dl className="facts">
          <dt>{say('units.parent')}</dt><dd>{parent ? <Link to={to('/units', { unit: parent.unitId })}>{parent.name}</Link> : '–'}</dd>
          <dt>{say('units.people')}</dt><dd className="num">{say('units.peopleOf', { own: branch.people ?? (branch.peopleHidden ? '*' : '<5'), all: branch.all ?? '–' })}</dd>
          <dt>{say('units.below')}</dt><dd>{branch.below.length === 0 ? say('units.noneBelow') : branch.below.map(({ name }) => name).join(say('comma'))}</dd>
          <dt>{say('units.onDay')}</dt><dd><Day of={day} /></dd>
        </dl>
        <div className="row">
          {may('units.change') && <>{open('create')}{open('rename')}{parent && open('move')}</>}
          {may('persons.read') && <Link className="button plain" to={to('/people', { unit: branch.unitId })}>{say('units.toPeople')}</Link>}
          {may('figures.read') && <Link className="button plain" to={to('/board', { unit: branch.unitId })}>{say('units.toBoard')}</Link>}
        </div>
      </div>
    </Panel>
  );
};

/** The tree of units as it stands on a day, and as far as was recorded by the moment in view. */
export const UnitsPage = () => {
  const say = useSay();
  const may = useRight();
  const { get, set } = useParams();
  const day = useDay();
  const { unitId } = useScope();
  const reading = useTree(true, day);
  const wanted = useNowOnly() === undefined && may('units.change') ? get('do') : null;
  const [done, setDone] = useState(false);
  const close = () => set({ do: null });
  return (
    <>
      <PageHead title={say('nav.units')} note={say('units.why')} />
      {done && <Notice kind="good" role="status">{say('fact.done')}</Notice>}
      <Reading of={reading} lines={10}>{({ items }) => {
        const branches = branchesOf(items);
        const branch = branchOf(branches, unitId);
        const Form = isForm(wanted) ? forms[wanted] : undefined;
        return (
          <div className="live">
            <Panel title={say('units.tree')}>
              <div className="stack tight">
                <Field label={say('units.day')} hint={day === today() ? say('units.dayToday') : say('units.dayOther')}>
                  {(props) => <DayField {...props} value={day} onChange={(chosen) => set({ day: chosen === today() ? null : chosen })} />}</Field>
                {items.length === 0 ? <Empty title={say('units.noneOn')} />
                  : <UnitTree branches={branches} selected={unitId} path={unitId ? pathOf(items, unitId).map((unit) => unit.unitId) : []} onPick={(unit) => { setDone(false); set({ unit }); }} />}
              </div>
            </Panel>
            <div className="stack">
              {branch ? <Chosen branch={branch} units={items} day={day} /> : <Panel><Empty title={say('units.notThere', { day })}><p>{say('units.notThereDo')}</p></Empty></Panel>}
              {branch && <RecentFacts key={unitId} subject={`unit:${unitId}`} facts={ofUnits} />}
              {branch && Form && <Form key={`${wanted}-${unitId}`} unit={branch} from={day} onClose={close} done={(unit) => { setDone(true); set({ unit, do: null }, { replace: true }); }} />}
            </div>
          </div>
        );
      }}</Reading>
    </>
  );
};
