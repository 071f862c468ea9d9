import { afterEach, describe, expect, it } from '@jest/globals';
import { recorded } from '@lyceum/core/specify';
import { until } from '@lyceum/core/testing/until';
import type { Message, MessageBus } from './message-bus.ts';

const message = (stream: string, revision: number, type = 'Noted'): Message =>
  ({ key: stream, event: recorded({ type, data: { n: revision, text: '中文 𠮷' } }, { stream, revision, id: `${stream}_${revision}`, position: String(revision), causation: revision === 0 ? null : 'cause' }) });
/** First deliveries only: at least once means that a message may come again. */
const firsts = (messages: readonly Message[]) => [...new Map(messages.map((each) => [each.event.id, each])).values()];

/** What every adapter of the port must hold. */
export const messageBusSuite = (name: string, open: () => Promise<MessageBus>) => describe(`message bus: ${name}`, () => {
  const opened: MessageBus[] = [];
  const start = async () => { const bus = await open(); opened.push(bus); return bus; };
  afterEach(async () => { for (const bus of opened.splice(0)) await bus.close(); });

  it('carries the whole envelope and the data as they were', async () => {
    const bus = await start();
    const got: Message[] = [];
    await bus.consume({ name: 'a', types: 'every', receive: async (each) => { got.push(each); } });
    await bus.publish([message('s1', 0), message('s1', 1)]);
    await until('two messages', () => firsts(got).length === 2);
    expect(firsts(got)).toEqual([message('s1', 0), message('s1', 1)]);
  });

  it('keeps the order of each key', async () => {
    const bus = await start();
    const got: Message[] = [];
    await bus.consume({ name: 'a', types: 'every', receive: async (each) => { got.push(each); } });
    for (let n = 0; n < 20; n++) await bus.publish(['s1', 's2', 's3'].map((stream) => message(stream, n)));
    await until('sixty messages', () => firsts(got).length === 60);
    for (const stream of ['s1', 's2', 's3']) {
      expect(firsts(got).filter(({ key }) => key === stream).map(({ event }) => event.revision)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    }
  });

  it('gives every consumer its own copy, of the types that it asks for', async () => {
    const bus = await start();
    const [all, some]: [Message[], Message[]] = [[], []];
    await bus.consume({ name: 'all', types: 'every', receive: async (each) => { all.push(each); } });
    await bus.consume({ name: 'some', types: ['Wanted'], receive: async (each) => { some.push(each); } });
    await bus.publish([message('s1', 0, 'Wanted'), message('s2', 0, 'Other')]);
    await until('messages for both', () => firsts(all).length === 2 && some.length > 0);
    await bus.idle();
    expect(firsts(some).map(({ event }) => event.type)).toEqual(['Wanted']);
  });

  it('does not let a slow key hold up another', async () => {
    const bus = await start();
    const got: string[] = [];
    let open_ = () => {};
    const gate = new Promise<void>((resolve) => { open_ = resolve; });
    await bus.consume({ name: 'a', types: 'every', receive: async ({ key }) => { if (key === 'slow') await gate; got.push(key); } });
    const published = bus.publish([message('slow', 0), message('quick', 0)]);
    await until('the quick one', () => got.includes('quick'));
    expect(got).not.toContain('slow');
    open_();
    await published;
    await until('the slow one', () => got.includes('slow'));
  });
});
