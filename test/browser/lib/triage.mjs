// The walk through how a case is heard: the questions, an objection, a ruling,
// a change of circumstances, the law's tables and a draft of a law.

import { soon } from './steps.mjs';

export const draft = `table: format
code: ГПК РК
rules:
  - id: draft.every_civil
    when: kind == "civil"
    forbids: [online, hybrid, papers]
    articles: ["133-3"]
    from: 2027-01-01
    status: verify
    reason:
      kk: Әр азаматтық іс сот залында қаралады.
      ru: Каждое гражданское дело рассматривается в зале суда.
      en: Every civil case is heard in the courtroom.
`;

// answer goes through the questions with these answers, up to the check.
export async function answer(p, answers) {
  for (const [name, value] of Object.entries(answers)) {
    await p.check(`input[name=${name}][value="${value}"]`);
    await Promise.all([p.waitForNavigation(), p.click('main button[value=next]')]);
  }
}

export const able = { equipment: 'all', link: 'good', consent: 'agrees', accessibility: 'none', interpreter: 'none', place: 'here', journey_km: '50' };

async function object(p) {
  await p.check('input[name=to]:not([disabled]) >> nth=0');
  await p.check('input[name=grounds][value=evidence]');
  await p.fill('#text', 'Қолхаттың түпнұсқасын сот залында көру керек');
  await Promise.all([p.waitForNavigation(), p.click('main form button.button')]);
}

// run sends a draft from its form and waits for the report or the mistakes.
export async function run(p, text) {
  await p.fill('#draft', text);
  await Promise.all([p.waitForNavigation(), p.click('main form button.button')]);
  await p.waitForSelector('#trial:not([data-poll]), .source, .errors');
}

// triage yields the stops: {name, role, path, act?}.
export async function* triage(tour) {
  const at = tour.case;
  yield { name: 'format-case', role: 'claimant', path: at };
  yield { name: 'format-why', role: 'claimant', path: `${at}/format` };
  yield { name: 'readiness', role: 'claimant', path: `${at}/readiness` };
  yield { name: 'readiness-error', role: 'claimant', path: `${at}/readiness`, act: (p) => Promise.all([p.waitForNavigation(), p.click('main button[value=next]')]) };
  yield { name: 'readiness-check', role: 'claimant', path: `${at}/readiness`, act: (p) => answer(p, able) };
  yield { name: 'readiness-choose', role: 'secretary', path: `${at}/readiness` };
  yield { name: 'format-object', role: 'respondent', path: `${at}/format/object` };
  yield { name: 'format-object-error', role: 'respondent', path: `${at}/format/object`, act: (p) => Promise.all([p.waitForNavigation(), p.click('main form button.button')]) };
  yield { name: 'format-object-check', role: 'respondent', path: `${at}/format/object`, act: object };
  const claimant = tour.folk.find((f) => f.role === 'claimant').person;
  await tour.post('claimant', `${at}/readiness`, `${at}/readiness`, { ...able, person: claimant, go: 'send' });
  await tour.post('respondent', `${at}/format/object`, `${at}/format/object`, { to: 'in_person', grounds: 'evidence', text: 'Қолхаттың түпнұсқасын сот залында көру керек', go: 'send' });
  yield { name: 'format-objected', role: 'respondent', path: `${at}/format?done=object&n=30` };
  yield { name: 'format-rule', role: 'judge', path: `${at}/format/rule` };
  yield { name: 'format-rule-error', role: 'judge', path: `${at}/format/rule`, act: (p) => p.evaluate(() => { const f = document.querySelector('form[data-act]'); f.removeAttribute('data-act'); f.noValidate = true; f.submit(); }).then(() => p.waitForSelector('.errors')) };
  yield { name: 'hearing-new-objected', role: 'judge', path: `${at}/hearings/new` };
  yield { name: 'circumstances', role: 'judge', path: `${at}/circumstances` };
  yield { name: 'circumstances-preview', role: 'judge', path: `${at}/circumstances`, act: async (p) => {
    await p.check('input[name=fact-authenticity][value=disputed]');
    await Promise.all([p.waitForNavigation(), p.click('main button[value=preview]')]);
  } };
  await tour.post('judge', `${at}/circumstances`, `${at}/circumstances`, { 'fact-authenticity': 'disputed', reason: 'Жауапкер қолхаттың жалғандығы туралы мәлімдеді', go: 'record' });
  yield { name: 'format-changed', role: 'claimant', path: at };
  yield { name: 'format-why-judge', role: 'judge', path: `${at}/format` };
  yield { name: 'format-rule-forbidden', role: 'judge', path: `${at}/format/rule` };
  yield { name: 'hearing-new-in-person', role: 'judge', path: `${at}/hearings/new` };
  await tour.post('judge', `${at}/circumstances`, `${at}/circumstances`, { 'fact-authenticity': 'none', 'fact-privacy': 'adoption', reason: 'Іс бала асырап алу туралы, жалғандық туралы арыз қайтарып алынды', go: 'record' });
  const made = await tour.post('judge', `${at}/hearings/new?stage=preparation`, `${at}/hearings`, { at: soon(), day_off: soon().slice(0, 10), stage: 'preparation', reason: 'Тек куәлар тізімі нақтыланады' });
  const hearing = tour.ownStage = new URL(made.url).pathname;
  yield { name: 'hearing-format', role: 'claimant', path: `${hearing}/format` };
  yield { name: 'hearing-format-judge', role: 'judge', path: `${hearing}/format` };
  yield { name: 'law', role: 'claimant', path: '/law' };
  yield { name: 'law-numbers', role: null, path: '/law?table=policy' };
  yield { name: 'law-none', role: null, path: '/law?table=format&at=1996-01-01' };
  yield { name: 'law-amendment', role: 'judge', path: '/law/amendment' };
  yield { name: 'law-amendment-error', role: 'judge', path: '/law/amendment', act: (p) => run(p, draft.replace('kind ==', 'knd ==')) };
  yield { name: 'law-report', role: 'judge', path: '/law/amendment', act: (p) => run(p, draft) };
}
