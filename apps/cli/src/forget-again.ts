import { ForgetMember, MemberForgotten } from '@lyceum/contracts/member/member';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { batchesOf, type EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { commandId, handle } from '@lyceum/event-store/handle';
import { member } from '@lyceum/member/member/member.decider';
import type { Accounts, Keys } from '@lyceum/vault/vault';
import type { Report } from './report.ts';

type House = { readonly events: EventStore; readonly keys: Keys; readonly accounts: Accounts };

/**
 * Forgets once more whoever was forgotten after a backup was made: key, claims and account, and, where its log still knows them, by a fact of its
 * own. Answers how many there were.
 */
export const forgetAgain = async ({ events, keys, accounts }: House, subjects: ReadonlySet<string>, now: string): Promise<number> => {
  const known = new Set(await keys.forgotten());
  let again = 0;
  for (const subject of subjects) {
    const state = member.fold(await pastOf(events, vocabulary, `member-${subject}`));
    if (known.has(subject) && (!state || state.forgotten)) continue;
    again++;
    await keys.forget(subject);
    await accounts.forget(subject);
    if (!state || state.forgotten) continue;
    const command = commandId('restore', subject, String(events.identity.epoch));
    await handle(events, vocabulary, member, ForgetMember({ memberId: subject, reason: '恢复备份后重新执行删除' }), { command, actor: 'system:restore', unit: state.units.at(-1)!.value, now, correlation: command });
  }
  return again;
};

/** Whoever the log or the vault knows to be forgotten: after a restore each may be of another moment than the other. */
export const everybodyForgotten = async ({ events, keys }: Pick<House, 'events' | 'keys'>, { progress }: Pick<Report, 'progress'>): Promise<ReadonlySet<string>> => {
  const [gone, end] = [new Set(await keys.forgotten()), await events.head()];
  for await (const batch of batchesOf(events, { asOf: end })) {
    for (const { type, data } of batch) if (type === MemberForgotten.type) gone.add(data['memberId'] as string);
    progress('reading events', Number(batch.at(-1)!.position), Number(end));
  }
  return gone;
};
