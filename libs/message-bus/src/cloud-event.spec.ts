import { describe, expect, it } from '@jest/globals';
import { CloudEvent as Standard } from 'cloudevents';
import { recorded } from '@lyceum/core/specify';
import { fromCloudEvent, toCloudEvent } from './cloud-event.ts';

const message = { key: 's-1', event: recorded({ type: 'Noted', data: { text: '𠮷' } }, { stream: 's-1', causation: 'cause' }) };

describe('an event as a CloudEvent', () => {
  it('is valid by the specification’s own library', () => expect(new Standard({ ...toCloudEvent(message) }).validate()).toBe(true));
  it('comes back as it was', () => expect(fromCloudEvent(JSON.parse(JSON.stringify(toCloudEvent(message))))).toEqual(message));
  it('refuses what is no event of a log', () => expect(() => fromCloudEvent({ ...toCloudEvent(message), source: '/elsewhere' })).toThrow('not an event of a log'));
});
