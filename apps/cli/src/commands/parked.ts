import { consumers } from '../contexts.ts';
import { listParked, releaseParked, showParked } from '../parked.ts';
import { Stop, table } from '../report.ts';
import type { Desk, Place } from './desk.ts';

export const parkedCommands = ({ now, report, group, at, within }: Desk): void => {
  const parked = group('parked', 'messages that a reactor could not handle');
  at(parked.command('list').description('what waits, the longest waiting first')).action((place: Place) => within(place, async ({ events }) => {
    const found = await listParked(events, consumers);
    report.answer({ parked: found }, found.length === 0 ? ['nothing is parked'] : table(found.map(({ consumer, key, waiting, since, error }) => [consumer, key, `${waiting} waiting`, `since ${since}`, error.split('\n')[0]!])));
  }));
  at(parked.command('show').description('one key’s messages').argument('<consumer>').argument('<key>')).action((consumer: string, key: string, place: Place) => within(place, async ({ events }) => {
    const messages = await showParked(events, consumer, key);
    report.answer({ consumer, key, messages }, table(messages.map(({ position, type, recordedAt, error }) => [position, type, recordedAt, error.split('\n')[0]!])));
  }));
  at(parked.command('release').description('have them handled again, in their order').argument('<consumer>').argument('<key>')).requiredOption('--by <member>', 'who answers for it: a member’s id, which the history shows')
    .action((consumer: string, key: string, place: Place & { by: string }) => within(place, async ({ events }) => {
      if (!/^[\w-]{1,64}$/.test(place.by)) throw new Stop('--by wants a member’s id', 2);
      const { position, released } = await releaseParked(events, consumer, key, place.by, now());
      report.answer({ consumer, key, position, released }, [`${released} of ${key} are handled again by the running ${consumer}, from ${position} on; see: lyceum parked list`]);
    }));
};
