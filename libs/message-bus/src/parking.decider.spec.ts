import { describe, it } from '@jest/globals';
import { MessageParked, MessagesReleased, ParkMessage, ReleaseMessages } from '@lyceum/contracts/platform/parking';
import { specify } from '@lyceum/core/specify';
import { parking } from './parking.decider.ts';

const { given } = specify(parking);
const consumer = 'cadence';
const message = (position: string, key = 'station/2026-W10') => ({ consumer, key, eventId: `event-${position}`, position, error: 'cannot be understood' });
const parked = (...which: Parameters<typeof message>) => MessageParked(message(...which));
const park = (...which: Parameters<typeof message>) => ParkMessage(message(...which));
const released = MessagesReleased({ consumer, key: 'station/2026-W10' });
const release = ReleaseMessages({ consumer, key: 'station/2026-W10' });

describe('a message that could not be handled', () => {
  it('is parked', () => given().when(park('7')).then(parked('7')));
  it('is parked once, however often it is delivered', () => given(parked('7'), parked('8')).when(park('7')).thenNothing());
  it('is parked behind others of its key, and beside those of another', () => {
    given(parked('7')).when(park('8')).then(parked('8'));
    given(parked('7')).when(park('7', 'office/2026-W10')).then(parked('7', 'office/2026-W10'));
  });
  it('is parked again where it fails again after it was released', () => given(parked('7'), released).when(park('7')).then(parked('7')));
});

describe('the messages of a key', () => {
  it('are released together', () => given(parked('7'), parked('8')).when(release).then(released));
  it('are released only where some are parked', () => {
    given().when(release).thenRefuses('nothing-parked');
    given(parked('7', 'office/2026-W10')).when(release).thenRefuses('nothing-parked');
    given(parked('7'), released).when(release).thenRefuses('nothing-parked');
  });
});
