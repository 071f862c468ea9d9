import { learningFile } from '@lyceum/assessment/learning-file/learning-file.decider';
import { learningFileReactor } from '@lyceum/assessment/learning-file/learning-file.reactor';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Recorded } from '@lyceum/core/event';
import type { EventStore } from '@lyceum/event-store/event-store';
import { SystemClock } from '@lyceum/jobs/clock';
import { consumerOf } from '@lyceum/message-bus/reactions';
import { reaction } from '@lyceum/nest-kit/context';
import type { CityEngines } from '../../../../tools/engines/city.ts';

/** The assessment's consumer without its two guards: every delivery is a command of its own, and the file takes an entry that it has. */
export const reactForgetfully = async (city: CityEngines): Promise<{ close(): Promise<void> }> => {
  const { events, bus, ...others } = await city.adapters('assessment', new SystemClock());
  const reactor = { ...learningFileReactor, react: (event: Recorded) => learningFileReactor.react({ ...event, id: event.id.split('/')[0]! }) };
  const careless = { ...learningFile, decide: ((wish, _file, given) => learningFile.decide(wish, null, given)) as typeof learningFile.decide };
  let deliveries = 0;
  const once = (delivery: string) => {
    const named = (id: string) => `${id}/${delivery}`;
    const readAt: EventStore['readAt'] = async (positions) => (await events.readAt(positions)).map((event) => ({ ...event, id: named(event.id) }));
    const store = new Proxy(events, { get: (target, name) => (name === 'readAt' ? readAt : Reflect.get(target, name, target) as unknown) });
    return { named, consumer: consumerOf(reaction(reactor, careless), { store, vocabulary, now: () => new Date().toISOString() }) };
  };
  const { name } = await once('').consumer;
  await bus.consume({ name, types: ['AttendanceSigned'], receive: async ({ key, event }) => {
    const { named, consumer } = once(String(deliveries++));
    await (await consumer).receive({ key, event: { ...event, id: named(event.id) } });
  } });
  return {
    close: async () => {
      await bus.close();
      for (const each of [others.jobs, others.relay, others.search, others.reads, others.accounts, others.keys, events]) await each.close();
    },
  };
};
