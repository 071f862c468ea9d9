import { Link } from 'react-router';
import type { RosterImport } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { Panel } from '../parts.tsx';
import type { UnitMade } from './units-made.ts';
import { useTo } from '../url.ts';

/** The units that are going to be made. */
export const UnitsToMake = ({ units }: { units: readonly UnitMade[] }) => {
  const say = useSay();
  return <ul className="dots">{units.map(({ path, above }) => <li key={path}>{path}{above && <> <span className="tag">{say('import.above')}</span></>}</li>)}</ul>;
};

/** The units that the import has made, each leading to its place in the tree. */
export const ImportCreated = ({ units }: { units: RosterImport['created'] }) => {
  const say = useSay();
  const to = useTo();
  if (units.length === 0) return null;
  return <Panel title={say('import.created', { n: units.length })}>
    <ul className="dots">{units.map(({ unitId, path }) => <li key={unitId}><Link to={to('/units', { unit: unitId })}>{path}</Link></li>)}</ul></Panel>;
};
