import { csv } from '@lyceum/core/csv';
import { useSay } from '../../i18n/translate.ts';
import { Moment, Panel } from '../parts.tsx';
import { usePrefs } from '../prefs.ts';
import { momentText, today } from '../time.ts';

type CodeOfOne = { name: string; account: string; code: string; expiresAt: string };

/** A file for a spreadsheet: byte order mark, and no cell that is run or rounded. */
const download = (name: string, rows: readonly (readonly string[])[]) => {
  const address = URL.createObjectURL(new Blob([csv(rows)], { type: 'text/csv;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

type Props = { codes: readonly (CodeOfOne & { of: string })[]; /** In the title and the file's name. */ whose: string; /** What `of` is: a unit, a role. */ by: string; onSaved: () => void };
/** One-time codes to be handed over, seen this once: as a table, a file, on paper. */
export const CodeSheet = ({ codes, whose, by, onSaved }: Props) => {
  const say = useSay();
  const { language } = usePrefs();
  const headings = [say('person.name'), by, say('enter.account'), say('enter.code'), say('account.until')];
  const save = () => {
    download(`${say('codes.file', { unit: whose, day: today() })}.csv`, [headings, ...codes.map((each) => [each.name, each.of, each.account, each.code, momentText(each.expiresAt, language)])]);
    onSaved();
  };
  return (
    <Panel title={say('codes.sheet', { unit: whose })}
      more={<span className="row"><button type="button" className="button primary" onClick={save}>{say('codes.download')}</button>
        <button type="button" className="button" onClick={() => { print(); onSaved(); }}>{say('codes.print')}</button></span>}>
      <p>{say('account.handOver', { link: `${location.origin}/activate` })}</p>
      <div className="table-box codes" tabIndex={0} role="region" aria-label={say('codes.sheet', { unit: whose })}>
        <table className="data cards">
          <thead><tr>{headings.map((heading) => <th key={heading} scope="col">{heading}</th>)}</tr></thead>
          <tbody>{codes.map((each) => <tr key={each.account}><th scope="row">{each.name}</th><td data-title={by}>{each.of}</td><td data-title={say('enter.account')} className="mono">{each.account}</td>
            <td data-title={say('enter.code')} className="mono" data-code>{each.code}</td><td data-title={say('account.until')}><Moment of={each.expiresAt} /></td></tr>)}</tbody>
        </table>
      </div>
    </Panel>
  );
};
