import { afterEach, describe, expect, it } from '@jest/globals';
import { Personal } from '@lyceum/core/event';
import { PersonUnreadable, unreadable, type Keys } from './vault.ts';

/** `flip`: one bit of a person's key, where it rests. */
type Vault = { keys: Keys; pass: (milliseconds: number) => void; again: () => Promise<Keys>; flip: (subject: string) => Promise<void> };

/** What every adapter of the port must hold. `again` opens the same vault anew; `pass` lets time go by. */
export const keysSuite = (name: string, open: () => Promise<Vault>) => describe(`keys: ${name}`, () => {
  const opened: Keys[] = [];
  const start = async () => {
    const made = await open();
    opened.push(made.keys);
    return { ...made, again: async () => { await made.keys.close(); const keys = await made.again(); opened.push(keys); return keys; } };
  };
  afterEach(async () => { for (const keys of opened.splice(0)) await keys.close(); });

  it('gives back what it sealed, rare characters too, after a restart', async () => {
    const { keys, again } = await start();
    const names = ['王𠮷䶮', 'Ada', ''];
    const sealed = await Promise.all(names.map((each, index) => keys.seal(`m${index}`, each)));
    for (const each of sealed) expect(Personal.safeParse(each).success).toBe(true);
    expect(await (await again()).open(sealed)).toEqual(names);
  });

  it('seals the same text differently each time', async () => {
    const { keys } = await start();
    expect(await keys.seal('ada', 'Ada')).not.toBe(await keys.seal('ada', 'Ada'));
  });

  it('opens many at once, in their order, unknown and malformed ones as unreadable', async () => {
    const { keys } = await start();
    const [a, b] = [await keys.seal('ada', 'Ada'), await keys.seal('bo', 'Bo')];
    expect(await keys.open([b, 'nonsense', a, a.replace('.ada.', '.nobody.'), b])).toEqual(['Bo', unreadable, 'Ada', unreadable, 'Bo']);
  });

  it('does not open a text with another person’s key', async () => {
    const { keys } = await start();
    const sealed = await keys.seal('ada', 'Ada');
    await keys.seal('bo', 'Bo');
    expect(await keys.open([sealed.replace('p1.ada.', 'p1.bo.')])).toEqual([unreadable]);
  });

  it('does not open a text of which any part was changed', async () => {
    const { keys } = await start();
    const sealed = await keys.seal('ada', 'Ada Lovelace');
    const [, , nonce, body] = sealed.split('.') as [string, string, string, string];
    const turned = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    const damaged = [...nonce].map((_, at) => `p1.ada.${turned(nonce, at)}.${body}`)
      .concat([...body].slice(0, -1).map((_, at) => `p1.ada.${nonce}.${turned(body, at)}`), `p1.ada.${nonce}.${body.slice(0, 8)}`);
    expect((await keys.open(damaged)).filter((plain) => plain !== unreadable)).toEqual([]);
  });

  it('tells a damaged key from one that was destroyed: it opens nothing, and nothing is written over it', async () => {
    const { keys, again, flip } = await start();
    const sealed = await Promise.all(['ada', 'bo', 'cy', 'di'].map((subject) => keys.seal(subject, subject.toUpperCase())));
    await keys.forget('cy');
    await flip('ada');
    await flip('di');
    const vault = await again(); // whose memory holds no key
    expect(await vault.open(sealed)).toEqual([unreadable, 'BO', null, unreadable]);
    await expect(vault.seal('ada', 'Ada')).rejects.toBeInstanceOf(PersonUnreadable);
    expect(await vault.tryKeys()).toEqual({ keys: 3, damaged: ['ada', 'di'] });
    await vault.forget('di');
    expect(await vault.open(sealed)).toEqual([unreadable, 'BO', null, null]);
    await flip('ada'); // back again: what was sealed was never touched
    expect(await vault.open(sealed)).toEqual(['ADA', 'BO', null, null]);
    expect(await vault.tryKeys()).toEqual({ keys: 2, damaged: [] });
  });

  it('tries more keys than it reads at once', async () => {
    const { keys, again, flip } = await start();
    for (let n = 0; n < 210; n += 15) await Promise.all(Array.from({ length: 15 }, (_, k) => keys.seal(`m${n + k}`, 'x')));
    await flip('m99'); // the last of them as text
    expect(await (await again()).tryKeys()).toEqual({ keys: 210, damaged: ['m99'] });
  });

  it('forgets a person for good, and remembers that it did', async () => {
    const { keys, again } = await start();
    const [ada, bo] = [await keys.seal('ada', 'Ada'), await keys.seal('bo', 'Bo')];
    await keys.claim('phone', '13800000000', 'ada');
    await keys.confirm('ada');
    await keys.forget('ada');
    await keys.forget('ada');
    for (const reopened of [false, true]) {
      const vault = reopened ? await again() : keys;
      expect(await vault.open([ada, bo])).toEqual([null, 'Bo']);
      expect(await vault.forgotten()).toEqual(['ada']);
      expect(await vault.holder('phone', '13800000000')).toBeNull();
      await expect(vault.seal('ada', 'Ada')).rejects.toMatchObject({ code: 'person-forgotten' });
      await expect(vault.claim('phone', '13800000000', 'ada')).rejects.toMatchObject({ code: 'person-forgotten' });
    }
  });

  it('makes one key where two ask at once', async () => {
    const { keys } = await start();
    const sealed = await Promise.all(Array.from({ length: 20 }, () => keys.seal('ada', 'Ada')));
    expect(new Set(await keys.open(sealed))).toEqual(new Set(['Ada']));
  });

  it('gives a claim to whoever is first, however it is written', async () => {
    const { keys, again } = await start();
    expect(await keys.claim('phone', '138 0000 0000', 'ada')).toEqual({ holder: 'ada' });
    expect(await keys.claim('phone', '+86 138-0000-0000', 'bo')).toEqual({ holder: 'ada' });
    expect(await keys.claim('id-number', '11010119900307123x', 'bo')).toEqual({ holder: 'bo' });
    expect(await keys.holder('id-number', '11010119900307123X')).toBe('bo');
    expect(await keys.holder('account', '13800000000')).toBeNull();
    expect(await (await again()).holder('phone', '13800000000')).toBe('ada');
  });

  it('has one holder where many claim at once', async () => {
    const { keys } = await start();
    const holders = await Promise.all(['ada', 'bo', 'cy', 'di'].map((subject) => keys.claim('account', 'chief', subject)));
    expect(new Set(holders.map(({ holder }) => holder)).size).toBe(1);
  });

  it('lets a claim go after an hour unless it was confirmed', async () => {
    const { keys, pass } = await start();
    await keys.claim('phone', '13800000000', 'ada');
    await keys.claim('account', 'bo', 'bo');
    await keys.confirm('bo');
    pass(61 * 60_000);
    expect(await keys.holder('phone', '13800000000')).toBeNull();
    expect(await keys.claim('phone', '13800000000', 'cy')).toEqual({ holder: 'cy' });
    expect(await keys.claim('account', 'bo', 'cy')).toEqual({ holder: 'bo' });
  });

  it('releases a claim for its holder only', async () => {
    const { keys } = await start();
    await keys.claim('phone', '13800000000', 'ada');
    await keys.release('phone', '13800000000', 'bo');
    expect(await keys.holder('phone', '13800000000')).toBe('ada');
    await keys.release('phone', '13800000000', 'ada');
    expect(await keys.holder('phone', '13800000000')).toBeNull();
  });
});
