import { learningFile } from '@lyceum/assessment/learning-file/learning-file.decider';
import { learningFileReactor } from '@lyceum/assessment/learning-file/learning-file.reactor';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Recorded } from '@lyceum/core/event';
import { SystemClock } from '@lyceum/jobs/clock';
import { consumerOf } from '@lyceum/message-bus/reactions';
import { reaction } from '@lyceum/nest-kit/context';
import type { CityEngines } from '../../../../tools/engines/city.ts';

/** The assessment's consumer without its two guards: every delivery is a command of its own, and the file takes an entry that it has. */
export const reactForgetfully = async (city: CityEngines): Promise<{ close(): Promise<void> }> => {
  const { events, bus, ...others } = await city.adapters('assessment', new SystemClock());
  const reactor = { ...learningFileReactor, react: (event: Recorded) => learningFileReactor.react({ ...event, id: event.id.split('/')[0]! }) };
  const careless = { ...learningFile, decide: ((wish, _file, given) => learningFile.decide(wish, null, given)) as typeof learningFile.decide };
  const consumer = await consumerOf(reaction(reactor, careless), { store: events, vocabulary, now: () => new Date().toISOString() });
  let deliveries = 0;
  await bus.consume({ ...consumer, types: ['AttendanceSigned'], receive: ({ key, event }) => consumer.receive({ key, event: { ...event, id: `${event.id}/${deliveries++}` } }) });
  return {
    close: async () => {
      await bus.close();
      for (const each of [others.jobs, others.relay, others.search, others.reads, others.accounts, others.keys, events]) await each.close();
    },
  };
};
