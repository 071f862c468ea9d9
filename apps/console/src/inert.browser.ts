import { describe, expect, it } from '@jest/globals';
import { made, open } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();
const markup = '<img src=x onerror=window.ran=1>';
const script = '<script>window.ran=1</script>';

describe('what somebody typed as markup', () => {
  it('is shown as they typed it, and runs nowhere', async () => {
    const page = await as('office');
    const { memberId } = await made(page, '/members', { name: markup, unitId: 'd01u01', post: script, tier: 'operator', employment: 'staff', party: 'non-party', from: today });
    const { sessionId } = await made(page, '/study-sessions', { unitId: 'd01u01', form: 'weekly-collective', title: markup, day: today, start: '15:00', minutes: 60, place: script });
    expect([memberId, sessionId]).toEqual([expect.any(String), expect.any(String)]);
    for (const [where, typed] of [[`/people/${memberId}`, markup], [`/sessions/${sessionId}`, markup], [`/history?subject=member:${memberId}`, script],
      [`/people?q=${encodeURIComponent('onerror')}`, '']] as const) {
      await open(page, where);
      expect(await page.locator('main').textContent()).toContain(typed);
      expect(await page.evaluate(() => [document.querySelectorAll('main img[src=x], main script').length, (window as unknown as { ran?: number }).ran])).toEqual([0, undefined]);
    }
  });

  it('is stopped by the page’s policy, even where it got in', async () => {
    const page = await as('office');
    await page.evaluate(() => { const element = document.createElement('script'); element.textContent = 'window.ran = 1'; document.body.append(element); });
    expect(await page.evaluate(() => (window as unknown as { ran?: number }).ran)).toBeUndefined();
  });
});
