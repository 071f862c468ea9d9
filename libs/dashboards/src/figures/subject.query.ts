import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import { shownName } from '@lyceum/directory/shown-name';
import type { Tree } from '@lyceum/directory/tree';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { sessionPlan, type SessionPlan } from '../session/session-plan.projection.ts';
import type { Subject } from './answers.ts';
import type { FigureKey } from './key.ts';
import { itselfIn, type Language } from './shown.ts';

type At = { readonly tree: Tree; readonly asOf?: Position | undefined; readonly language: Language };

/** Whose figure a key is of, as its reader may see that: units and sessions lie within their scope. A person is asked for only where they may know them. */
export const subjectOf = async (reads: ReadStore, directory: Directory, { scope, id, within }: FigureKey, { tree, asOf, language }: At): Promise<Subject> => {
  const unitName = (unitId: string | undefined) => (unitId === undefined ? null : tree.unit(unitId)?.name ?? null);
  if (scope === 'member') return { ...shownName((await directory.names([id])).get(id)), unitName: unitName(within) };
  if (scope === 'session') {
    const { title, unitId } = (await reads.get<SessionPlan>(sessionPlan, id, asOf))!.row;
    return { name: title, unitName: unitName(unitId) };
  }
  const itself = scope === 'own' && tree.children(id).length > 0 ? itselfIn[language] : '';
  return { name: `${unitName(id)}${itself}`, unitName: null };
};
