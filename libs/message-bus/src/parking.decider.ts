import { decider, refuse } from '@lyceum/core/decider';
import { MessageParked, MessagesReleased, type ParkingCommand, type ParkingEvent } from '@lyceum/contracts/platform/parking';

/** What waits, by key: positions in the order in which they came. */
export type Parked = Readonly<Record<string, readonly string[]>>;

/** The lane of one consumer: the stream `parked-<consumer>`. */
export const parking = decider<Parked, ParkingCommand, ParkingEvent>({
  category: 'parked',
  id: ({ consumer }) => consumer,
  initial: {},

  decide: {
    ParkMessage: (message, parked) => (parked[message.key]?.includes(message.position) ? [] : [MessageParked(message)]),
    ReleaseMessages: ({ consumer, key }, parked) => (parked[key] ? [MessagesReleased({ consumer, key })] : refuse('nothing-parked')),
  },

  evolve: {
    MessageParked: (parked, { key, position }) => ({ ...parked, [key]: [...(parked[key] ?? []), position] }),
    MessagesReleased: (parked, { key }) => Object.fromEntries(Object.entries(parked).filter(([other]) => other !== key)),
  },
});
