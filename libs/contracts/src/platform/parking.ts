import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';

/** A message that a consumer could not handle, and what follows on its key behind it: the stream `parked-<consumer>`. */
const id = { consumer: z.string().max(80), key: z.string().max(200) };
export const ParkMessage = command('ParkMessage', z.object({ ...id, eventId: z.string(), position: z.string(), error: z.string().max(2000) }));
export const ReleaseMessages = command('ReleaseMessages', z.object(id));
export type ParkingCommand = Of<typeof ParkMessage | typeof ReleaseMessages>;

export const MessageParked = event('MessageParked', { v: 1, data: ParkMessage.schema });
export const MessagesReleased = event('MessagesReleased', { v: 1, data: ReleaseMessages.schema });
export type ParkingEvent = Of<typeof MessageParked | typeof MessagesReleased>;
