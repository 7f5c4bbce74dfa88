// One hearing with real people's browsers, each on a line of its own: sound
// that is heard, and faults that are real. What is asserted in the end is what
// stands in the exported, verified record.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Hearing, roles } from '../browser/lib/hearing.mjs';
import { canMakeHosts } from '../browser/lib/net.mjs';

const missing = canMakeHosts();
const skip = missing ? `hosts of our own: ${missing}` : false;
const h = skip ? null : new Hearing('h');
const faults = {}; // name → [when it began, when it was mended]

before(async () => {
  if (skip) return;
  await h.serve();
  for (const role of roles) await h.arrive(role);
  await h.rememberKey();
}, { timeout: 120_000 });

after(async () => { await h?.end(); }, { timeout: 60_000 });

const step = (name, body) => test(name, { skip, timeout: 240_000 }, body);

// during notes when a fault began and ended, for what the record must say.
async function during(name, begin, middle, mend) {
  const from = Date.now();
  await begin();
  await middle();
  const to = Date.now();
  await mend();
  faults[name] = [from, to];
}

step('a claim is filed and a hearing scheduled; five knock and come in', async () => {
  await h.assemble();
});

step('the judge opens, and each hears and sees each', async () => {
  await h.act('judge', 'open');
  for (const role of roles) await h.state(role, 'session');
  await h.openMics();
  await h.everyHears();
  await h.everySees();
  await h.hush('secretary', 'claimant', 'advocate');
});

step('a line that is gone for four seconds holds nothing', async () => {
  await during('blip', () => h.net.cut('claimant'), () => h.pages.judge.waitForTimeout(4000), () => h.net.mend('claimant'));
  await h.presence('judge', 'claimant', 'inside');
  await h.pages.judge.waitForTimeout(9000);
  await h.state('judge', 'session');
  await h.noBanner('claimant', 'offline');
});

step('the respondent’s line is cut: shown, held, two attempts; back without asking; the judge resumes', async () => {
  await during('cut', () => h.net.cut('respondent'), async () => {
    await h.presence('judge', 'respondent', 'lost');
    await h.banner('respondent', 'offline');
    await h.state('judge', 'held');
    await h.state('secretary', 'held');
    for (const [channel, result] of [['phone', 'no_answer'], ['sms', 'reached']]) await attempt('respondent', channel, result);
  }, () => h.net.mend('respondent'));
  await h.presence('judge', 'respondent', 'inside', 90_000);
  await h.noBanner('respondent', 'offline');
  await resume();
  await h.everyHears(['judge', 'respondent'], 1);
});

step('packets of sound alone are dropped: the socket lives, the person is not heard, the sitting is held', async () => {
  await during('udp', () => h.net.cut('respondent', 'udp'), async () => {
    await h.presence('judge', 'respondent', 'lost');
    await h.state('judge', 'held');
    await h.state('respondent', 'held');
  }, () => h.net.mend('respondent'));
  await h.presence('judge', 'respondent', 'inside', 120_000);
  await resume();
});

step('the same of a person whose microphone is off: nobody is sent their silence, yet the court sees the line die', async () => {
  await during('muted', () => h.net.cut('secretary', 'udp'), async () => {
    await h.presence('judge', 'secretary', 'lost');
    await h.state('judge', 'held');
  }, () => h.net.mend('secretary'));
  await h.presence('judge', 'secretary', 'inside', 120_000);
  await resume();
});

step('a browser freezes', async () => {
  await during('frozen', () => h.signal('advocate', 'SIGSTOP'), async () => {
    await h.presence('judge', 'advocate', 'lost');
    await h.state('judge', 'held');
  }, () => h.signal('advocate', 'SIGCONT'));
  await h.presence('judge', 'advocate', 'inside', 120_000);
  await resume();
});

step('a browser is killed; the person comes again in a new one, straight into the room', async () => {
  await during('killed', () => h.signal('claimant', 'SIGKILL'), async () => {
    await h.presence('judge', 'claimant', 'lost');
    await h.state('judge', 'held');
  }, async () => {
    await h.arrive('claimant');
    await h.enter('claimant');
  });
  await h.presence('judge', 'claimant', 'inside', 90_000);
  await resume();
});

step('the judge’s own line is cut: the others see a hold; the judge comes back and resumes', async () => {
  await during('judge', () => h.net.cut('judge'), async () => {
    await h.banner('judge', 'offline');
    await h.presence('secretary', 'judge', 'lost');
    await h.state('respondent', 'held');
  }, () => h.net.mend('judge'));
  await h.presence('secretary', 'judge', 'inside', 90_000);
  await h.noBanner('judge', 'offline');
  await h.state('judge', 'held');
  await resume();
});

step('the judge closes; the journal shows it all', async () => {
  await h.act('judge', 'close');
  await h.pages.judge.click('[data-confirm=close]');
  await h.state('judge', 'ended', 30_000);
  await h.pages.judge.goto(`${h.path}/journal`);
  for (const type of ['lost', 'back', 'held', 'contact_attempted', 'resumed', 'closed']) {
    assert.ok(await h.pages.judge.locator(`tr[data-type="hearing.${type}"]`).count() > 0, type);
  }
});

step('the exported record verifies and says what happened, when and why', async () => {
  const events = h.record();
  const who = (role) => h.folk[role].person;
  const find = (type, person, [from, to]) => events.find((e) => e.type === type && (e.data.person ?? e.data.about?.[0]) === person && e.at >= from && e.at <= to + 120_000);

  for (const [name, role, signs] of [
    ['cut', 'respondent', ['heartbeat_gone']], ['udp', 'respondent', ['packets_gone']], ['muted', 'secretary', ['packets_gone']], ['frozen', 'advocate', ['heartbeat_gone']],
    ['killed', 'claimant', ['socket_closed']], ['judge', 'judge', ['heartbeat_gone']]]) {
    const f = faults[name];
    const held = find('held', who(role), f);
    // A page that joins anew on a dead line may pass for back for a moment: what counts is around the hold.
    const of = (type) => (e) => e.type === type && e.data.person === who(role) && e.at >= f[0];
    const lost = events.slice(0, held?.no ?? 0).findLast(of('lost')), back = events.slice(held?.no ?? 0).find(of('back'));
    assert.ok(lost && held && back, `${name}: ${JSON.stringify({ lost, held, back })}`);
    assert.equal(lost.data.cause, 'not_established', name);
    for (const s of signs) assert.ok(lost.data.signs.includes(s), `${name}: ${lost.data.signs}`);
    assert.equal(lost.by.role, 'server');
    const since = Date.parse(lost.data.since);
    assert.ok(held.at - since >= 10_000, `${name}: held after ${held.at - since} ms`);
    assert.ok(lost.no < held.no && held.no < back.no, name);
    assert.ok(back.data.ms >= 10_000, name);
  }
  const blip = faults.blip;
  assert.ok(!events.some((e) => e.type === 'held' && e.at >= blip[0] && e.at <= blip[1] + 9000), 'a blip held the sitting');
  assert.equal(events.filter((e) => e.type === 'contact_attempted' && e.data.person === who('respondent')).length, 2);
  assert.equal(events.filter((e) => e.type === 'held').length, 6);
  assert.equal(events.filter((e) => e.type === 'resumed').length, 6);
  assert.equal(events.at(-1).type, 'closed');
});

async function attempt(role, channel, result) {
  const s = h.pages.secretary, lines = '[data-journal-no][data-type="hearing.contact_attempted"]';
  const before = await s.locator(lines).count();
  await s.locator(`[data-region=roll] [data-act=contact][data-about="${h.folk[role].person}"]`).click();
  await s.check(`[data-dialog=contact] input[name=channel][value=${channel}]`, { force: true });
  await s.check(`[data-dialog=contact] input[name=result][value=${result}]`, { force: true });
  await s.click('[data-dialog=contact] [data-act=contact]');
  await s.waitForFunction(([q, n]) => document.querySelectorAll(q).length > n, [lines, before]);
}

async function resume() {
  await h.act('judge', 'resume');
  await h.state('judge', 'session');
}
