import type { Policy } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { useRead } from '../parts/data.ts';
import { Day, Empty, PageHead, Panel, Reading } from '../parts/parts.tsx';
import { useScope } from '../parts/scope.ts';

/** The rules that figures rest on, as data: what they ask, on which document, since when. */
export const PoliciesPage = () => {
  const say = useSay();
  const word = useWord();
  const { unitId, name } = useScope();
  const reading = useRead<{ items: Policy[] }>(unitId ? '/policies' : null, { unit: unitId });
  return (
    <>
      <PageHead title={say('nav.policies')} note={say('policies.why', { name: name ?? '' })} />
      <Reading of={reading}>{({ items }) => items.length === 0 ? <div className="panel"><Empty title={say('policies.none')}><p>{say('policies.noneDo')}</p></Empty></div> : (
          <div className="stack">{items.map((policy) => (
            <Panel key={policy.policyId} title={policy.title} more={<span className={`tag ${policy.until ? '' : 'good'}`}>{say(policy.until ? 'policies.ended' : 'policies.inForce')}</span>}>
              <dl className="facts">
                <dt>{say('policies.rule')}</dt><dd><b>{say('policies.cadence', { n: policy.rule.atLeast, form: word('form', policy.rule.form) })}</b></dd>
                <dt>{say('why.basis')}</dt><dd>{policy.basis}</dd>
                <dt>{say('policies.for')}</dt><dd>{policy.unitName ?? say('policies.above')}</dd>
                <dt>{say('policies.from')}</dt><dd><Day of={policy.effectiveFrom} />{policy.until && <> – <Day of={policy.until} /></>}</dd>
                <dt>{say('policies.version')}</dt><dd className="num">{policy.policyVersion}</dd>
              </dl>
            </Panel>
          ))}</div>
        )}</Reading>
    </>
  );
};
