import { useEffect, useRef, useState } from 'react';
import { post } from '../../api.ts';
import type { NewUnit, RosterImport } from '../../api-types.ts';
import { useWrite } from '../data.ts';

export type Choices = { headings?: { column: number; field: string | null }[]; units?: { path: string; decision: string }[]; mainPosts?: { row: number }[] };

/**
 * What somebody chooses after a dry run, each time followed by another one. Decisions about units show at once and go out together when the dry
 * run before them has ended, so that nobody waits between two of them. A refusal takes back what it was about.
 * `readAt`: when the answer came. Its identity does not tell: after a choice that changed nothing it is the same one as before.
 */
export const useImportChoices = (of: RosterImport, readAt: number) => {
  const choose = useWrite((choices: Choices, key) => post<unknown>(`/imports/${of.importId}/choices`, choices, key));
  const [told, setTold] = useState<Readonly<Record<string, string>>>({});
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  const sentOn = useRef<number | null>(null); // when the answer came that was seen when the last ones went out: it does not know of them yet

  useEffect(() => {
    if (waiting.length === 0 || choose.pending || of.status !== 'checked' || readAt === sentOn.current) return;
    sentOn.current = readAt;
    setWaiting([]);
    void choose.run({ units: waiting.map((path) => ({ path, decision: told[path]! })) }).then((taken) => {
      if (taken !== undefined) return;
      sentOn.current = null;
      setTold((all) => Object.fromEntries(Object.entries(all).filter(([path]) => !waiting.includes(path))));
    });
  }, [waiting, told, of, readAt, choose]);

  const decide = (paths: readonly string[], decision: string) => {
    setTold((all) => ({ ...all, ...Object.fromEntries(paths.map((path) => [path, decision])) }));
    setWaiting((all) => [...new Set([...all, ...paths])]);
  };
  const units = of.newUnits.map((unit): NewUnit => (told[unit.path] === undefined ? unit : { ...unit, decision: told[unit.path]! }));
  return { units, decide, change: (choices: Choices) => void choose.run(choices), problem: choose.problem, busy: choose.pending || waiting.length > 0 || of.status === 'reading' };
};
