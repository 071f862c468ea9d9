import { z } from 'zod';
import { event, type Of, type Recorded } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';

/** Events and a projection for specs of this package: small, but with every turn that a row can take. */
export const Deposited = event('Deposited', { v: 1, data: z.object({ account: z.string(), branch: z.string(), amount: z.number() }) });
export const Relocated = event('Relocated', { v: 1, data: z.object({ account: z.string(), branch: z.string() }) });
export const Noted = event('Noted', { v: 1, data: z.object({ account: z.string() }) });
export const Shut = event('Shut', { v: 1, data: z.object({ account: z.string() }) });
export type AccountEvent = Of<typeof Deposited | typeof Relocated | typeof Noted | typeof Shut>;
export const accountVocabulary = new Map([Deposited, Relocated, Noted, Shut].map((definition) => [definition.type, definition]));

export type AccountRow = { branch: string | null; balance: number; deposits: number; open: boolean };

/** One row an account: moves between branches, is shut and born again. */
export const accounts = projection<AccountRow, AccountEvent>({
  name: 'accounts', version: 1,
  initial: { branch: null, balance: 0, deposits: 0, open: true },
  indexes: [['branch', 'balance'], ['open']],
  totals: ['balance', 'deposits'],
  keys: { Deposited: ({ data }) => data.account, Relocated: ({ data }) => data.account, Noted: ({ data }) => data.account, Shut: ({ data }) => data.account },
  on: {
    Deposited: (row, { data }) => ({ ...row, branch: row.branch ?? data.branch, balance: row.balance + data.amount, deposits: row.deposits + 1 }),
    Relocated: (row, { data }) => ({ ...row, branch: data.branch }),
    Noted: (row) => row,
    Shut: () => null,
  },
});

/** The event at the nth place of a log. */
export const at = (n: number, fact: AccountEvent): Recorded<AccountEvent> => ({
  ...fact, log: 'log', epoch: 0, stream: 's', revision: n, position: positionOf(n), id: `e${n}`, version: 1, actor: 'setup', unit: 'u1',
  occurredAt: '2026-03-06T09:00:00.000Z', recordedAt: '2026-03-06T09:00:00.000Z', correlation: 'c', causation: null, command: `c${n}`, bodyHash: '',
}) as Recorded<AccountEvent>;
export const positionOf = (n: number): string => String(n).padStart(12, '0');
