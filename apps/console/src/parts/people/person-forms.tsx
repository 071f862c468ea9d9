import { post } from '../../api.ts';
import type { PersonWhole, Written } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { useUnits } from '../data.ts';
import { DayField } from '../dates.tsx';
import { FormDialog, rebased, type Filling, type Versions } from '../form-dialog.tsx';
import { KindFields, type Kind } from './kind-fields.tsx';
import { useNameOf } from './name-of.ts';
import { Field } from '../parts.tsx';
import { today } from '../time.ts';
import { UnitPicker } from '../units/unit-picker.tsx';
import { WordSelect } from '../word-select.tsx';
import { tiers } from '../words.ts';

type Props = { person: PersonWhole; onClose: () => void; done: () => void };
type Post = { post: string; tier: string };
type Control = { value: string; onChange: (value: string) => void; fault: string | undefined };
const path = ({ memberId }: PersonWhole, fact: string) => `/members/${memberId}/${fact}`;
/** Each wish carries what its form showed (`was`), so that nobody overwrites what they have not seen. */
const useFrame = (fact: string, { person, onClose, done }: Props) => {
  const say = useSay();
  const nameOf = useNameOf();
  return { title: `${say(`personAction.${fact}` as 'personAction.post')} · ${nameOf(person)}`, name: `person-${person.memberId}-${fact}`, submit: say('form.save'), onClose, done };
};

const FromField = ({ value, onChange, fault }: Control) => {
  const say = useSay();
  return <Field label={say('person.from')} hint={say('person.fromHint')} fault={fault}>{(props) => <DayField {...props} value={value} onChange={onChange} />}</Field>;
};
const TextField = ({ name, value, onChange, fault, hint, required = false, max }: Control & { name: 'post' | 'name' | 'phone' | 'idNumber'; hint?: string; required?: boolean; max: number }) => (
  <Field label={useSay()(`person.${name}`)} hint={hint} fault={fault}>
    {(props) => <input {...props} className="input" name={name} required={required} maxLength={max} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />}</Field>
);
const PostFields = ({ values, set, fault }: Filling<Post>) => (
  <>
    <TextField name="post" required max={60} value={values.post} onChange={(held) => set({ post: held })} fault={fault('post')} />
    <Field label={useSay()('person.tier')} fault={fault('tier')}>{(props) => <WordSelect {...props} family="tier" words={tiers} value={values.tier} onChange={(tier) => set({ tier })} />}</Field>
  </>
);

/** Field by field what was seen, what is there now and what is wished; and the wish that has seen what is there. */
const useVersions = <F extends Readonly<Record<string, string>>>(shown: { readonly [N in keyof F]: (value: string) => string }) => {
  const say = useSay();
  return (mine: F, was: F, now: F): { versions: Versions[]; seen: F & { was: F } } => ({
    versions: Object.keys(now).map((field) => {
      const show = (values: F) => shown[field]!(values[field]!) || '–';
      return { label: say(`person.${field}` as 'person.post'), seen: show(was), now: show(now), mine: show(mine) };
    }),
    seen: { ...mine, was: now },
  });
};
const asIs = (value: string) => value;

export const Transfer = (props: Props) => {
  const say = useSay();
  const { units } = useUnits();
  const { person } = props;
  const nameOf = (unitId: string) => units.find((unit) => unit.unitId === unitId)?.name ?? say('units.outOfSight');
  return (
    <FormDialog {...useFrame('transfer', props)} picked={['unitId', 'from']} initial={{ unitId: '', from: today(), was: person.unitId }}
      send={(values, key) => post<Written>(path(person, 'transfer'), values, key)}
      meanwhile={({ unitId, was }) => ({ versions: [{ label: say('unit.unit'), seen: nameOf(was), now: nameOf(person.unitId), mine: nameOf(unitId) }], seen: { was: person.unitId } })}>
      {({ values, set, fault }) => (
        <>
          <p>{say('person.transferWhy', { unit: person.unitName ?? '' })}</p>
          <Field label={say('person.toUnit')} fault={fault('unitId', 'unit-unknown')}>
            {(own) => <UnitPicker {...own} label={say('person.toUnit')} value={values.unitId} onChange={(unitId) => set({ unitId })} />}</Field>
          <FromField value={values.from} onChange={(from) => set({ from })} fault={fault('from', 'transfer-in-future', 'transfer-before-last', 'before-registration')} />
        </>
      )}
    </FormDialog>
  );
};

export const ChangePost = (props: Props) => {
  const word = useWord();
  const versions = useVersions<Post>({ post: (held) => held, tier: (tier) => word('tier', tier) });
  const { post: held, tier } = props.person;
  const now: Post = { post: held, tier };
  return (
    <FormDialog {...useFrame('post', props)} picked={['from']} initial={{ ...now, from: today(), was: now }} send={(values, key) => post<Written>(path(props.person, 'post'), values, key)}
      meanwhile={({ post: mine, tier: mineTier, was }, coming) => {
        const there = coming ? { post: String(coming['post']), tier: String(coming['tier']) } : now;
        return versions(rebased({ post: mine, tier: mineTier }, was, there), was, there);
      }}>
      {(filling) => <><PostFields values={filling.values} set={filling.set} fault={filling.fault} />
        <FromField value={filling.values.from} onChange={(from) => filling.set({ from })} fault={filling.fault('from', 'before-registration')} /></>}
    </FormDialog>
  );
};

export const AddSecondPost = (props: Props) => {
  const say = useSay();
  return (
    <FormDialog {...useFrame('secondPost', props)} picked={['unitId', 'from']} initial={{ unitId: '', post: '', tier: props.person.tier, from: today() }}
      send={(values, key) => post<Written>(path(props.person, 'second-post'), values, key)}>
      {(filling) => {
        const { values, set, fault } = filling;
        return (
          <>
            <p className="quiet">{say('person.secondPostWhy', { unit: props.person.unitName ?? '' })}</p>
            <Field label={say('unit.unit')} fault={fault('unitId', 'secondary-post-in-main-unit', 'unit-unknown')}>
              {(own) => <UnitPicker {...own} label={say('unit.unit')} value={values.unitId} onChange={(unitId) => set({ unitId })} />}</Field>
            <PostFields values={values} set={set} fault={fault} />
            <FromField value={values.from} onChange={(from) => set({ from })} fault={fault('from', 'before-registration')} />
          </>
        );
      }}
    </FormDialog>
  );
};

/** Who is no member has not joined; what is not known is not sent. */
const told = ({ employment, party, joinedParty }: Kind) => ({ employment, party, ...(party !== 'non-party' && joinedParty && { joinedParty }) });
const seenAs = ({ employment, party, joinedParty }: Kind) => ({ employment, party, ...(joinedParty && { joinedParty }) });

export const ChangeKind = (props: Props) => {
  const say = useSay();
  const word = useWord();
  const versions = useVersions<Kind>({ employment: (one) => word('employment', one), party: (one) => word('party', one), joinedParty: asIs });
  const { employment, party, joinedParty } = props.person;
  const now: Kind = { employment, party, joinedParty: joinedParty ?? '' };
  return (
    <FormDialog {...useFrame('kind', props)} initial={{ ...now, was: now }} send={({ was, ...wished }, key) => post<Written>(path(props.person, 'kind'), { ...told(wished), was: seenAs(was) }, key)}
      meanwhile={({ was, ...mine }) => versions(rebased(mine, was, now), was, now)}>
      {({ values, set, fault }) => (
        <>
          <p className="quiet">{say('person.kindWhy')}</p>
          <KindFields values={values} set={set} fault={fault} />
        </>
      )}
    </FormDialog>
  );
};

type Details = { name: string; phone: string };
/** The id number is never shown whole, so that it is only ever typed anew; what is left empty stays as it is. */
export const CorrectDetails = (props: Props) => {
  const say = useSay();
  const versions = useVersions<Details>({ name: asIs, phone: asIs });
  const now: Details = { name: props.person.name ?? '', phone: props.person.phone ?? '' };
  return (
    <FormDialog {...useFrame('details', props)} initial={{ ...now, idNumber: '', reason: '', was: now }}
      send={({ name, phone, idNumber, reason, was }, key) => post<Written>(path(props.person, 'details'),
        { name, reason, was: { name: was.name, phone: was.phone || null }, ...(phone !== was.phone && { phone: phone || null }), ...(idNumber && { idNumber }) }, key)}
      meanwhile={({ name, phone, was }) => versions(rebased({ name, phone }, was, now), was, now)}>
      {({ values, set, fault }) => (
        <>
          <p className="quiet">{say('person.detailsWhy')}</p>
          <TextField name="name" required max={40} value={values.name} onChange={(to) => set({ name: to })} fault={fault('name')} />
          <TextField name="phone" max={60} hint={say('person.phoneHint')} value={values.phone} onChange={(to) => set({ phone: to })} fault={fault('phone', 'phone-taken')} />
          <TextField name="idNumber" max={18} hint={say('person.idLeave', { now: props.person.idNumber ?? '–' })} value={values.idNumber}
            onChange={(to) => set({ idNumber: to })} fault={fault('idNumber', 'id-number-taken')} />
          <Field label={say('reason')} hint={say('reason.hint')} fault={fault('reason')}>
            {(own) => <textarea {...own} className="input" name="reason" required maxLength={500} value={values.reason} onChange={(event) => set({ reason: event.target.value })} />}</Field>
        </>
      )}
    </FormDialog>
  );
};
