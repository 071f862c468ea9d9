import { post, type Problem } from '../../api.ts';
import type { Unit, Written } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { useTree, useUnits } from '../data.ts';
import { DayField } from '../dates.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { Bones, Field, Notice } from '../parts.tsx';
import { isDay, today as dayNow } from '../time.ts';
import { branchesOf, branchOf, walk } from './unit-branches.ts';
import { UnitPicker } from './unit-picker.tsx';
import { WordSelect } from '../word-select.tsx';
import { unitTypes } from '../words.ts';

type Props = { unit: Unit; from: string; onClose: () => void };
type Done = { done: (unitId: string) => void };

type Control = { value: string; onChange: (value: string) => void; fault: string | undefined };
const NameField = ({ value, onChange, fault }: Control) => (
  <Field label={useSay()('units.name')} fault={fault}>
    {(props) => <input {...props} className="input" name="name" required maxLength={80} autoComplete="off" autoFocus value={value} onChange={(event) => onChange(event.target.value)} />}</Field>
);
const FromField = ({ value, onChange, fault }: Control) => {
  const say = useSay();
  return <Field label={say('person.from')} hint={say('units.fromHint')} fault={fault}>{(props) => <DayField {...props} value={value} onChange={onChange} />}</Field>;
};

/** Below an agency departments, below anything else stations: right nine times of ten. */
export const CreateUnit = ({ unit, from, onClose, done }: Props & Done) => {
  const say = useSay();
  return (
    <FormDialog title={say('units.createUnder', { name: unit.name })} name={`unit-create-${unit.unitId}`} picked={['from']}
      initial={{ name: '', type: unit.type === 'agency' ? 'department' : 'station', from }} submit={say('units.create')} onClose={onClose}
      send={(values, key) => post<Written & { unitId: string }>('/units', { ...values, parentId: unit.unitId }, key)} done={({ unitId }) => done(unitId)}>
      {({ values, set, fault }) => (
        <>
          <NameField value={values.name} onChange={(name) => set({ name })} fault={fault('name', 'unit-name-taken')} />
          <Field label={say('units.type')} fault={fault('type')}>
            {(props) => <WordSelect {...props} family="unitType" words={unitTypes} value={values.type} onChange={(type) => set({ type })} />}</Field>
          <FromField value={values.from} onChange={(day) => set({ from: day })} fault={fault('from', 'parent-unknown', 'unit-too-far-ahead')} />
        </>
      )}
    </FormDialog>
  );
};

/** What a form shows that is opened on a later day's tree is that day's; else today's counts. */
const seenOn = <T,>(from: string, ofDay: T, ofToday: T) => (from > dayNow() ? ofDay : ofToday);
const toldOf = (field: 'name' | 'parentId', coming: Problem['fields'] | undefined) => coming?.[field] as string | undefined;
/** What holds today, read live: the other version, where somebody else was faster. */
const useToday = (unitId: string) => {
  const { units, isPending } = useUnits();
  return { today: units.find((unit) => unit.unitId === unitId), units, isPending };
};

export const RenameUnit = ({ unit, from, onClose, done }: Props & Done) => {
  const say = useSay();
  const { today, isPending } = useToday(unit.unitId);
  if (isPending) return null;
  return (
    <FormDialog title={say('units.renameOf', { name: unit.name })} name={`unit-rename-${unit.unitId}`} picked={['from']}
      initial={{ name: unit.name, from, was: seenOn(from, unit.name, today?.name) }} submit={say('form.save')} onClose={onClose}
      send={(values, key) => post<Written>(`/units/${unit.unitId}/name`, values, key)} done={() => done(unit.unitId)}
      meanwhile={({ name, was = '' }, coming) => {
        const there = toldOf('name', coming) ?? today?.name;
        return { versions: [{ label: say('units.name'), seen: was, now: there ?? '–', mine: name }], seen: { was: there } };
      }}>
      {({ values, set, fault }) => (
        <>
          <p className="quiet">{say('units.renameWhy')}</p>
          <NameField value={values.name} onChange={(name) => set({ name })} fault={fault('name', 'unit-name-taken')} />
          <FromField value={values.from} onChange={(day) => set({ from: day })} fault={fault('from', 'unit-unknown')} />
        </>
      )}
    </FormDialog>
  );
};

/** The units and people that go along, as they stand on the day, and what that does to figures. */
const Along = ({ unitId, from, to }: { unitId: string; from: string; to: string | undefined }) => {
  const say = useSay();
  const { data, error } = useTree(isDay(from), from);
  if (error || !isDay(from)) return null;
  if (!data) return <Bones lines={2} />;
  const branch = branchOf(branchesOf(data.items), unitId);
  if (!branch) return <Notice kind="care">{say('units.notThere', { day: from })}</Notice>;
  const below = walk(branch.below);
  return (
    <Notice>
      <strong data-along>{say('units.along', { units: below.length, people: branch.all ?? '–' })}</strong>
      {below.length > 0 && <p className="small">{below.slice(0, 8).map(({ name }) => name).join(say('comma'))}{below.length > 8 && say('units.andMore', { n: below.length - 8 })}</p>}
      <p>{say('units.moveWhy', { day: from, to: to ?? say('units.newParent') })}</p>
    </Notice>
  );
};

export const MoveUnit = ({ unit, from, onClose, done }: Props & Done) => {
  const say = useSay();
  const { today, units, isPending } = useToday(unit.unitId);
  if (isPending) return null;
  const nameOf = (unitId: string | null | undefined) => units.find((each) => each.unitId === unitId)?.name ?? say('units.outOfSight');
  const was = today?.parentId ?? undefined;
  return (
    <FormDialog title={say('units.moveOf', { name: unit.name })} name={`unit-move-${unit.unitId}`} picked={['parentId', 'from']} initial={{ parentId: '', from, was: seenOn(from, unit.parentId ?? undefined, was) }}
      submit={say('units.move')} onClose={onClose}
      send={(values, key) => post<Written>(`/units/${unit.unitId}/parent`, values, key)} done={() => done(unit.unitId)}
      meanwhile={({ parentId, was: seen }, coming) => {
        const there = toldOf('parentId', coming) ?? was;
        return { versions: [{ label: say('units.parent'), seen: nameOf(seen), now: nameOf(there), mine: nameOf(parentId) }], seen: { was: there } };
      }}>
      {({ values, set, fault }) => (
        <>
          <p className="quiet">{say('units.nowUnder', { parent: nameOf(unit.parentId) })}</p>
          <Field label={say('units.moveTo')} fault={fault('parentId', 'unit-under-itself', 'parent-unknown', 'unit-name-taken')}>
            {(props) => <UnitPicker {...props} label={say('units.moveTo')} value={values.parentId} onChange={(parentId) => set({ parentId })} />}</Field>
          <FromField value={values.from} onChange={(day) => set({ from: day })} fault={fault('from', 'unit-unknown')} />
          <Along unitId={unit.unitId} from={values.from} to={values.parentId ? nameOf(values.parentId) : undefined} />
        </>
      )}
    </FormDialog>
  );
};

export const UnitType = ({ of }: { of: string }) => <span className="tag">{useWord()('unitType', of)}</span>;
