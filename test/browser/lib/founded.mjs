// The founding of a real court: its own binary, HTTPS, letters by SMTP, people
// with devices of their own. A walk with one stop per page that a demo court
// does not have; the screenshots and the checks of these pages both follow it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { browser, root, start, tmp } from './court.mjs';
import { smsGateway, token } from './sms.mjs';
import { mailServer } from './smtp.mjs';
import { langs } from './tour.mjs';
import { voice } from './voices.mjs';

export const bin = join(root, 'bin/court/tarazy');
export const password = 'қара жорға бие 1';

// freePort is one nobody listens on: the court's address is part of its configuration.
const freePort = () => new Promise((ok) => {
  const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)); });
});

// unchecked has a form go to the court as it is, as from a browser that checks nothing.
async function unchecked(page, fields) {
  await page.locator('main form:last-of-type').evaluate((f) => { f.noValidate = true; });
  for (const [id, value] of Object.entries(fields)) {
    await page.locator(id).evaluate((e) => { if (e.type === 'email') e.type = 'text'; });
    await page.fill(id, value);
  }
  await page.locator('main form:last-of-type button').click();
  await page.waitForSelector('.errors');
}

export class Founded {
  people = {
    registrar: { name: 'Тіркеуші Сынақ', email: 'registrar@court.test' },
    judge: { name: 'Сынақ Төре', email: 'judge@court.test', lang: 'kk', staff: 'judge' },
    secretary: { name: 'Сынақ Хатшы', email: 'secretary@court.test', lang: 'ru', staff: 'secretary' },
    claimant: { name: 'Сынақ Талапкер', email: 'claimant@court.test', lang: 'kk' },
    respondent: { name: 'Сынақ Жауапкер', email: 'respondent@court.test', lang: 'ru' },
    advocate: { name: 'Сынақ Адвокат', email: 'advocate@court.test', lang: 'en' },
  };

  pages = {};

  // open starts the court, its mail server, its gateway for text messages and a browser; end stops them.
  static async open() {
    const f = new Founded(), dir = f.dir = tmp();
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert,
      '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
    f.mail = await mailServer();
    f.sms = await smsGateway();
    const secret = join(dir, 'sms.token');
    writeFileSync(secret, token, { mode: 0o600 });
    const port = await freePort();
    f.args = { data: join(dir, 'data'), keys: join(dir, 'keys'), config: join(dir, 'court.json') };
    writeFileSync(f.args.config, JSON.stringify({
      url: `https://localhost:${port}`, listen: `localhost:${port}`, data: f.args.data, keys: f.args.keys, tls: { cert, key },
      name: { kk: 'Сынақ соты', ru: 'Учебный суд', en: 'Training Court' }, phone: '+7 700 000 00 00',
      mail: { host: '127.0.0.1', port: f.mail.port, from: 'Court <court@court.test>', security: 'none' },
      sms: { url: f.sms.url, token_file: secret },
    }));
    try {
      f.court = await start(['serve', '--config', f.args.config], { bin, wait: /ready (\S+)[\s\S]*\/begin\/\S+\n/, env: { LC_ALL: 'C' } });
      f.chrome = await browser(f.court.url, { dir, wav: voice(dir, 'kk') });
    } catch (e) {
      await f.end();
      throw e;
    }
    return f;
  }

  async end() {
    await this.chrome?.close();
    await this.court?.kill();
    await this.mail?.close();
    await this.sms?.close();
  }

  // visitor is a device of somebody's own, with an authenticator built in.
  async visitor() {
    const context = await this.chrome.newContext({ viewport: { width: 1366, height: 768 }, locale: 'kk-KZ', reducedMotion: 'reduce', ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const line = await context.newCDPSession(page);
    await line.send('WebAuthn.enable');
    await line.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
      hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    return page;
  }

  // speak has the court speak a language to a page from now on.
  speak(page, lang) { return page.context().addCookies([{ name: 'lang', value: lang, url: this.court.url }]); }

  // asked is the status that a stranger gets by a link.
  async asked(link) {
    const other = await this.visitor();
    const status = (await other.goto(link)).status();
    await other.context().close();
    return status;
  }

  // each shows a stop in every language, and leaves it in Kazakh.
  async each({ page, act }, look) {
    const url = page.url().replace(/#.*/, ''); // with it, going there again would not load anew
    for (const lang of langs) {
      await this.speak(page, lang);
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.goto(url);
      if (act) await act();
      await look(lang);
    }
    await this.speak(page, 'kk');
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(url);
  }

  go(role, path) { return this.pages[role].goto(this.court.url + path); }

  // link is the invitation in somebody's newest letter.
  async link(role) { return (await this.mail.to(this.people[role].email)).text.match(/https:\S+\/invite\/\S+/)[0]; }

  // openCase has the secretary open a case of a claimant and of a respondent with an advocate.
  async openCase(no) {
    const p = this.pages.secretary;
    await this.go('secretary', '/cases/new');
    await p.fill('#no', no);
    await p.fill('#subject', 'Қарыз шарты бойынша берешекті өндіріп алу');
    for (const role of ['judge', 'secretary']) await p.selectOption(`#${role}`, { label: this.people[role].name });
    const parties = [['claimant'], ['respondent'], ['advocate', 'respondent']];
    for (const [i, [role, client]] of parties.entries()) {
      await p.locator('details.act').nth(i).evaluate((d) => { d.open = true; });
      await p.selectOption(`#person${i}`, { label: this.people[role].name });
      await p.selectOption(`#role${i}`, role);
      if (client) {
        await p.selectOption(`#for${i}`, { label: this.people[client].name });
        await p.fill(`#power${i}`, 'Сенімхат № 12');
      }
    }
    await p.click('main form > p.actions button');
    await p.waitForURL(`${this.court.url}/cases/${no.replace('/', '.')}`);
  }

  // admit has the secretary admit whoever waits.
  async admit(hearing) {
    const p = this.pages.secretary;
    for (;;) {
      await p.goto(hearing);
      const next = p.locator('form[action$="/acts/admit"] button');
      if (await next.count() === 0) break;
      await Promise.all([p.waitForNavigation(), next.first().click()]);
    }
  }

  // judgeDoes has the judge do a weighty act, with a passkey, on the hearing's page.
  async judgeDoes(hearing, name, reason) {
    const { judge } = this.pages;
    await judge.goto(hearing);
    const form = judge.locator(`form[data-act=${name}]`);
    await form.locator('xpath=..').locator('summary').click();
    if (reason) await form.locator('textarea').fill(reason);
    await form.locator('button').click();
    await form.waitFor({ state: 'detached', timeout: 60_000 }).catch(async (e) => { throw new Error(`${await form.textContent()}: ${e.message}`); });
  }

  // enrol has the registrar enrol a person.
  async enrol(role) {
    const p = this.pages.registrar, who = this.people[role];
    await this.go('registrar', '/people/new');
    await p.fill('#name', who.name);
    await p.fill('#email', who.email);
    await p.check(`input[name=lang][value=${who.lang}]`);
    if (who.staff) await p.check(`input[name=staff][value=${who.staff}]`);
    await p.click('main form button');
    await p.waitForURL(/\/people\/p-/);
  }

  // begin yields the stops of the first registrar, who comes by the link on the
  // terminal: {name, page, act?}, a page that is already where it should be.
  async *begin() {
    const p = this.pages.registrar = await this.visitor();
    await p.goto(this.beginning = this.court.log().match(/https:\S+\/begin\/\S+/)[0]);
    yield { name: 'begin', page: p };
    yield { name: 'begin-error', page: p, act: () => unchecked(p, { '#name': '', '#email': 'not an address@' }) };
    await p.goto(this.beginning);
    await p.fill('#name', this.people.registrar.name);
    await p.fill('#email', this.people.registrar.email);
    await p.click('main form button');
    await p.waitForURL(/\/invite\//);
    await p.click('[data-passkey]');
    await p.waitForURL(`${this.court.url}/`);
    yield { name: 'home-registrar', page: p };
  }

  // letters yields the stops of an invitation that waits while the mail server
  // is away, and is sent again.
  async *letters() {
    const p = this.pages.registrar;
    await this.go('registrar', '/people/new');
    yield { name: 'person-new', page: p };
    yield { name: 'person-new-error', page: p, act: () => unchecked(p, { '#name': 'Сынақ Төре', '#email': 'судья@' }) };
    await this.mail.close();
    await this.enrol('judge');
    await p.locator('#standing .chip.warn').waitFor({ timeout: 30_000 });
    yield { name: 'person-waiting', page: p };
    this.lost = this.mail.letters.length;
    this.mail = await mailServer(this.mail.port);
    await p.click('main form button');
    await p.locator('#standing .chip.info').filter({ hasText: 'жіберілді' }).waitFor({ timeout: 30_000 });
    yield { name: 'person-sent', page: p };
  }

  // keys yields the stops of people who accept, each in their own way: the
  // judge with a passkey, the others with passwords.
  async *keys() {
    for (const role of ['secretary', 'claimant', 'respondent', 'advocate']) await this.enrol(role);
    const p = this.pages.judge = await this.visitor();
    await p.goto(this.spent = await this.link('judge'));
    yield { name: 'invite', page: p };
    yield { name: 'invite-error', page: p, act: () => unchecked(p, { '#password': '12345' }) };
    await p.goto(this.spent);
    await p.click('[data-passkey]');
    await p.waitForURL(`${this.court.url}/`);
    await this.go('judge', '/account');
    yield { name: 'account-passkey', page: p };
    await this.go('registrar', '/people');
    yield { name: 'people', page: this.pages.registrar };
    await this.pages.registrar.click(`#people a:has-text("${this.people.judge.name}")`);
    yield { name: 'person-accepted', page: this.pages.registrar };
    for (const role of ['secretary', 'claimant', 'respondent', 'advocate']) {
      const own = this.pages[role] = await this.visitor();
      await own.goto(await this.link(role));
      await own.fill('#password', password);
      await own.click('main form button');
      await own.waitForURL(`${this.court.url}/`);
    }
  }
}
