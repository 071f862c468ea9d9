import type { Locator, Page } from 'playwright-core';
import { settled } from './browser.ts';

/** The open dialog's field of this label, with its control, hint and fault. */
export const field = (page: Page, label: string): Locator => page.locator('dialog .field', { has: page.locator('label', { hasText: label }) });
export const faultAt = (page: Page, label: string): Promise<string | null> => field(page, label).locator('.fault').textContent();

/** Types a day into the field of a calendar, as one does. */
export const typeDay = async (scope: Locator, day: string): Promise<void> => {
  await scope.locator('input').fill(day);
  await scope.locator('input').press('Enter');
};
/** Picks a unit or a person from the field's panel: the first that is found by the words and shows `shown`. */
export const pick = async (page: Page, label: string, words: string, shown = words): Promise<void> => {
  await field(page, label).locator('button.picked').click();
  await field(page, label).locator('input[type=search]').fill(words);
  await field(page, label).locator('[role=treeitem], [role=option]', { hasText: shown }).first().click();
};
/** Sends the open form; resolves once the dialog is gone and what was recorded is told. */
export const record = async (page: Page): Promise<void> => {
  await page.locator('dialog button[type=submit]').click();
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.locator('.notice.good[role=status]').waitFor();
  await settled(page);
};
type Answer = { readonly status: number; readonly body: Record<string, string> };
const asked = (page: Page, path: string, body: object): Promise<Answer> => page.evaluate(async ([url, text]) => {
  const answer = await fetch(`/api${url}`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: text! });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}, [path, JSON.stringify(body)]);
/** A wish of the person that is logged in on the page, sent past its forms: somebody else at the same time. Resolves to the status. */
export const send = async (page: Page, path: string, body: object): Promise<number> => (await asked(page, path, body)).status;
/** The same for what must be there before a spec begins; answers the ids of what was made. */
export const made = async (page: Page, path: string, body: object): Promise<Record<string, string>> => {
  const { status, body: answer } = await asked(page, path, body);
  if (status !== 201) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`);
  return answer;
};
/** Opens an address, and its dialog where it has one. */
export const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(path);
  if (/[?&](do|why)=/.test(path)) await page.waitForSelector('dialog[open]');
  await settled(page);
};
/** Does what leaves an unsaved form, and answers the question that the browser asks then; resolves to the question. */
export const leave = async (page: Page, by: () => Promise<unknown>, answer: 'stay' | 'go'): Promise<string> => {
  page.once('dialog', (question) => void (answer === 'stay' ? question.dismiss() : question.accept())); // at once: a click waits for it
  const [question] = await Promise.all([page.waitForEvent('dialog'), by()]);
  return question.message();
};
