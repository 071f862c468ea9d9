import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import type { Page, Policy, PolicyVersion } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { Pager, usePage } from '../parts/data-table.tsx';
import { useRead, useRight } from '../parts/data.ts';
import { useLastDay } from '../parts/history/as-of.tsx';
import { useNowOnly } from '../parts/history/past.ts';
import { Day, Empty, Notice, PageHead, Panel, Reading } from '../parts/parts.tsx';
import { RecentFacts } from '../parts/history/recent-facts.tsx';
import { useScope } from '../parts/scope.ts';
import { useParams, useTo } from '../parts/url.ts';

const forms = () => import('../parts/study/policy-forms.tsx');
const NewPolicy = lazy(async () => ({ default: (await forms()).NewPolicy }));
const NextVersion = lazy(async () => ({ default: (await forms()).NextVersion }));
const EndPolicy = lazy(async () => ({ default: (await forms()).EndPolicy }));
const published = { kinds: ['rules'], types: new Set(['PolicyPublished']) } as const;

const standing = ({ until, versions }: Policy, day: string) => (until !== null && until < day ? 'ended' : versions[0]!.effectiveFrom > day ? 'coming' : 'inForce');

const Versions = ({ of, day }: { of: Policy; day: string }) => {
  const say = useSay();
  const word = useWord();
  const now = of.versions.findLast(({ effectiveFrom }) => effectiveFrom <= day);
  const rule = (version: PolicyVersion) => say('policies.cadence', { n: version.rule.atLeast, form: word('form', version.rule.form) });
  return (
    <ol className="timeline" aria-label={say('policies.versions')}>{of.versions.toReversed().map((version) => (
      <li key={version.policyVersion} className={version === now ? 'done' : 'missing'} data-version={version.policyVersion}>
        <b>{rule(version)}</b> {version === now && standing(of, day) === 'inForce' && <span className="tag good">{say('policies.holds')}</span>}
        {version.effectiveFrom > day && <span className="tag accent">{say('policies.coming')}</span>}
        <div className="quiet small">{say('policies.version')} {version.policyVersion} · {say('policies.effective')} <Day of={version.effectiveFrom} /> · {say('why.basis')} {version.basis}</div>
      </li>
    ))}</ol>
  );
};

const PolicyPanel = ({ policy, day, onOpen }: { policy: Policy; day: string; onOpen: ((form: string) => void) | undefined }) => {
  const say = useSay();
  const to = useTo();
  const past = useNowOnly();
  const state = standing(policy, day);
  return (
    <Panel title={policy.title} more={<span className={`tag ${state === 'inForce' ? 'good' : state === 'coming' ? 'accent' : ''}`}>{say(`policies.${state}`)}</span>}>
      <div className="stack">
        <dl className="facts">
          <dt>{say('policies.for')}</dt><dd>{policy.unitName === null ? say('policies.above') : policy.inherited ? <Link to={to('/policies', { unit: policy.unitId })}>{policy.unitName}</Link> : policy.unitName}</dd>
          {policy.until && <><dt>{say('policies.lastDay')}</dt><dd><Day of={policy.until} /></dd></>}
        </dl>
        <Versions of={policy} day={day} />
        {onOpen && !policy.inherited && policy.until === null && (
          <div className="row">
            <button type="button" className="button" disabled={past !== undefined} title={past} onClick={() => onOpen(`next-${policy.policyId}`)}>{say('policies.next')}</button>
            <button type="button" className="button" disabled={past !== undefined} title={past} onClick={() => onOpen(`end-${policy.policyId}`)}>{say('policies.end')}</button>
          </div>
        )}
      </div>
    </Panel>
  );
};

/** The rules that figures rest on, as data: what they ask, on which document, since when; published version by version. */
export const PoliciesPage = () => {
  const say = useSay();
  const may = useRight();
  const past = useNowOnly();
  const { get, set } = useParams();
  const { unitId, name } = useScope();
  const [done, setDone] = useState(false);
  const { cursor, limit } = usePage();
  const reading = useRead<Page<Policy>>(unitId ? '/policies' : null, { unit: unitId, cursor, limit });
  const day = useLastDay();
  const change = may('policies.change');
  const wanted = change && past === undefined ? get('do') : null;
  const close = () => set({ do: null });
  const recorded = () => { set({ do: null }, { replace: true }); setDone(true); };
  const open = (form: string) => { setDone(false); set({ do: form }); };
  return (
    <>
      <PageHead title={say('nav.policies')} note={say('policies.why', { name: name ?? '' })}>
        {change && <button type="button" className="button primary" disabled={past !== undefined} title={past} onClick={() => open('new')}>{say('policies.new')}</button>}
      </PageHead>
      {done && <Notice kind="good" role="status">{say('fact.done')}</Notice>}
      <Reading of={reading}>{({ items, next, total }) => {
        const meant = items.find(({ policyId }) => wanted === `next-${policyId}` || wanted === `end-${policyId}`);
        const frame = { onClose: close, done: recorded };
        return (
          <div className="stack">
            {items.length === 0 ? <div className="panel"><Empty title={say('policies.none')}><p>{say('policies.noneDo')}</p></Empty></div>
              : items.map((policy) => <PolicyPanel key={policy.policyId} policy={policy} day={day} onOpen={change ? open : undefined} />)}
            <Pager next={next} total={total} shown={items.length} busy={reading.isPlaceholderData} />
            {unitId && <RecentFacts subject={`unit:${unitId}`} facts={published} />}
            <Suspense fallback={null}>
              {wanted === 'new' && unitId && <NewPolicy unit={{ unitId, name: name ?? '' }} {...frame} />}
              {meant && (wanted!.startsWith('next-') ? <NextVersion key={wanted} policy={meant} {...frame} /> : <EndPolicy key={wanted} policy={meant} {...frame} />)}
            </Suspense>
          </div>
        );
      }}</Reading>
    </>
  );
};
