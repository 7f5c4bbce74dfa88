// Steps that many hearings begin with, taken through the pages as people take them.
import { pdf } from './pdf.mjs';

// fileClaim files a claim with a document; the page ends on its receipt.
export async function fileClaim(page, base, slug) {
  await page.goto(`${base}/cases/${slug}/file`);
  await page.setInputFiles('#file', { name: 'talap.pdf', mimeType: 'application/pdf', buffer: pdf() });
  await page.check('input[name=kind][value=claim]');
  await page.fill('#title', 'Талап қою арызы');
  await page.click('main button.button');
  await page.click('main form button.button');
  await page.waitForURL(/\/filings\/\d+$/);
}

// soon is what the field of a hearing's time is given, by the court's clock: this
// minute, so that the sitting may be opened without somebody who is late. Each
// time one is asked for it is a minute earlier: a case has no two at one moment.
const first = Date.now() + 5 * 60 * 60_000;
let given = 0;
export const soon = () => new Date(first - 60_000 * given++).toISOString().slice(0, 16);

// schedule fixes a hearing and answers its page's address.
export async function schedule(judge, base, slug) {
  await judge.goto(`${base}/cases/${slug}/hearings/new`);
  await judge.fill('#at', soon());
  await judge.click('main form[method=post] button.button');
  return scheduled(judge);
}

// scheduled waits for the hearing that a form was sent for, and answers its
// page's address. On a day off the form asks whether the day is meant: it is.
export async function scheduled(judge) {
  await judge.waitForSelector('#day_off, #hearing');
  if (await judge.$('#day_off')) {
    await judge.check('#day_off');
    await judge.click('main form[method=post] button.button');
  }
  await judge.waitForURL(/\/hearings\/[0-9a-f]{32}$/);
  return judge.url();
}

// promise gives the promise not to record on its page, and so asks to be let in.
export async function promise(page, hearing) {
  await page.goto(`${hearing}/lobby/promise`);
  await page.check('#interpreter-not');
  await page.check('#no_recording');
  await page.click('#promise button');
}
