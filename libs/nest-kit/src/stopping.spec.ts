import { Agent, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { SearchFollower } from '@lyceum/directory/search-follower';
import { Relay } from '@lyceum/message-bus/relay';
import type { Context } from './context.ts';
import { Public } from './http.ts';
import { temporaryHost, type TemporaryHost } from './testing.ts';
import { Timers } from './timers.ts';

let release: (value: object) => void, entered: Promise<void>, enter: () => void;
@Controller('api/slow')
class Slow {
  @Get() @Public() slow() {
    enter();
    return new Promise<object>((resolve) => { release = resolve; });
  }
}
const slow: Context = { name: 'slow', projections: [], reactions: [], controllers: [Slow] };

let made: TemporaryHost, address: string;
const start = async (drain = 0) => {
  entered = new Promise((resolve) => { enter = resolve; });
  made = await temporaryHost({ contexts: [slow], drain });
  address = `http://127.0.0.1:${await made.host.listen(0)}`;
};
afterEach(async () => { jest.restoreAllMocks(); await made.close(); });

describe('a host that is told to stop', () => {
  it('answers the request under way, and only then closes what that needs, in order', async () => {
    await start();
    const order: string[] = [];
    const { host } = made;
    const noted = <K extends string>(name: string, object: Record<K, () => Promise<void>>, method: K) => {
      const original = object[method].bind(object);
      object[method] = () => { order.push(name); return original(); };
    };
    for (const [name, { prototype }] of Object.entries({ timers: Timers, relay: Relay, follower: SearchFollower })) {
      const original = prototype.stop;
      jest.spyOn(prototype, 'stop').mockImplementation(function (this: never) { order.push(name); return original.call(this); });
    }
    host.app.getHttpServer().once('close', () => order.push('listener'));
    const { jobs, bus, relay, search, reads, accounts, keys, events } = host.adapters;
    for (const [name, port] of Object.entries({ jobs, bus, 'relay state': relay, search, reads, accounts, keys, events })) noted(name, port, 'close');
    noted('rows', host.rows, 'stop');

    const answer = fetch(`${address}/api/slow`);
    await entered;
    const stopping = host.stop();
    await setTimeout(100);
    expect(order).toEqual([]);
    await expect(fetch(`${address}/livez`)).rejects.toThrow(); // nobody new
    release({ done: true });
    expect([(await answer).status, await (await answer).json()]).toEqual([200, { done: true }]);
    await stopping;
    expect(order).toEqual(['listener', 'timers', 'jobs', 'relay', 'bus', 'follower', 'rows', 'relay state', 'search', 'reads', 'accounts', 'keys', 'events']);
  });

  it('says so before it closes its door, to whoever is connected and to whoever comes', async () => {
    await start(1000);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = () => new Promise<{ code: number; reused: boolean; text: string }>((resolve, reject) => {
      const request = get(`${address}/readyz`, { agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => resolve({ code: response.statusCode!, reused: request.reusedSocket, text }));
      }).on('error', reject);
    });
    expect(await ask()).toMatchObject({ code: 200, reused: false });
    const stopping = made.host.stop();
    const [kept, fresh] = [await ask(), await fetch(`${address}/readyz`)];
    expect(kept).toMatchObject({ code: 503, reused: true, text: expect.stringContaining('"stopping"') });
    expect([fresh.status, await fresh.json()]).toEqual([503, expect.objectContaining({ status: 'stopping' })]);
    await stopping;
    await expect(fetch(`${address}/readyz`)).rejects.toThrow();
    agent.destroy();
  });
});
