// The main job with the media server as a program of its own, and that program
// killed in the middle of a sitting: the court's own failure, nobody's absence.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Hearing, roles } from '../browser/lib/hearing.mjs';
import { canMakeHosts } from '../browser/lib/net.mjs';

const missing = canMakeHosts();
const skip = missing ? `hosts of our own: ${missing}` : false;
const h = skip ? null : new Hearing('x');
let killed, back;

before(async () => {
  if (skip) return;
  await h.serve({ external: true });
  for (const role of roles) await h.arrive(role);
  await h.rememberKey();
}, { timeout: 120_000 });

after(async () => { await h?.end(); }, { timeout: 60_000 });

const step = (name, body) => test(name, { skip, timeout: 240_000 }, body);

step('with an external media server five come together and hear each other', async () => {
  await h.assemble();
  await h.act('judge', 'open');
  for (const role of roles) await h.state(role, 'session');
  await h.openMics();
  await h.everyHears();
  await h.everySees();
  await h.hush('secretary', 'claimant', 'advocate');
});

step('the media server is killed: the court’s failure is shown to everyone, and a technical break begins', async () => {
  killed = Date.now();
  await h.sfu.kill('SIGKILL');
  await h.state('judge', 'technical_break');
  await h.banner('judge', 'media');
  await h.banner('respondent', 'media');
});

step('it comes back: everyone flows in again, the judge resumes and closes', async () => {
  back = Date.now();
  await h.media();
  for (const role of roles) await h.presence('judge', role, 'inside', 120_000);
  for (const role of roles) await h.noBanner(role, 'media');
  await h.act('judge', 'resume');
  await h.state('judge', 'session');
  await h.everyHears(['judge', 'respondent'], 1);
  await h.act('judge', 'close');
  await h.pages.judge.click('[data-confirm=close]');
  await h.state('judge', 'ended', 30_000);
});

step('the record lays it at the court’s door, and at nobody else’s', () => {
  const events = h.record();
  const failed = events.find((e) => e.type === 'court_failed'), restored = events.find((e) => e.type === 'court_restored');
  assert.ok(failed && restored);
  assert.equal(failed.data.sign, 'media_server_down');
  assert.ok(Date.parse(failed.data.since) >= killed - 1000 && Date.parse(failed.data.since) <= back);
  assert.ok(restored.at >= back);
  // A line may stutter before or after on a machine this full; what matters is
  // whom the failure itself is laid on.
  const during = (type) => events.filter((e) => e.type === type && (e.data.since ? Date.parse(e.data.since) : e.at) >= killed - 1000 && e.at <= restored.at);
  const lost = during('lost');
  assert.equal(new Set(lost.map((e) => e.data.person)).size, roles.length);
  for (const e of lost) assert.equal(e.data.cause, 'court');
  assert.equal(during('technical_break').length, 1);
  assert.deepEqual(during('held'), []);
});
