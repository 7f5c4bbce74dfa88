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

// soon is what the field of a hearing's time is given.
export const soon = () => new Date(Date.now() + 6 * 3600_000).toISOString().slice(0, 16);

// schedule fixes a hearing and answers its page's address.
export async function schedule(judge, base, slug) {
  await judge.goto(`${base}/cases/${slug}/hearings/new`);
  await judge.fill('#at', soon());
  await judge.click('main button.button');
  await judge.waitForURL(/\/hearings\/[0-9a-f]{32}$/);
  return judge.url();
}

// promise gives the promise not to record on its page, and so asks to be let in.
export async function promise(page, hearing) {
  await page.goto(`${hearing}/lobby/promise`);
  await page.check('#no_recording');
  await page.click('#promise button');
}
