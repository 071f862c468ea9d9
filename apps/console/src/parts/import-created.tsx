import { Link } from 'react-router';
import type { Position, Unit } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { useRead, useRight } from './data.ts';
import { Panel } from './parts.tsx';
import { useTo } from './url.ts';

const spelt = (name: string) => name.replace(/[\s/]/g, '');
/** The one unit whose path ends as the list wrote it; none where several do. */
const unitOf = (units: readonly Unit[], path: string): Unit | undefined => {
  const byId = new Map(units.map((unit) => [unit.unitId, unit]));
  const whole = (unit: Unit): string => `${unit.parentId && byId.has(unit.parentId) ? whole(byId.get(unit.parentId)!) : ''}${spelt(unit.name)}`;
  const found = units.filter((unit) => whole(unit).endsWith(spelt(path.replace(/\([^()]*\)/g, ''))));
  return found.length === 1 ? found[0] : undefined;
};

/** The units that the import has made, each leading to its place in the tree. `after`: what the import wrote last. */
export const ImportCreated = ({ paths, after }: { paths: readonly string[]; after?: Position }) => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const { data } = useRead<{ items: Unit[] }>(paths.length > 0 && may('units.read') ? '/units' : null, { after }, { live: true });
  const made = paths.flatMap((path) => { const unit = unitOf(data?.items ?? [], path); return unit ? [[path, unit] as const] : []; });
  if (made.length === 0) return null;
  return <Panel title={say('import.created', { n: made.length })}>
    <ul className="dots">{made.map(([path, unit]) => <li key={path}><Link to={to('/units', { unit: unit.unitId })}>{path}</Link></li>)}</ul></Panel>;
};
