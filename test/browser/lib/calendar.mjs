// The walk through the court's calendar: courtrooms, a hybrid hearing's place
// sought, booked, disturbed, moved and released; the queue. The clock is set.
import { begins, day, tuesday } from './clock.mjs';
import { able } from './triage.mjs';

const press = (p, selector) => Promise.all([p.waitForNavigation(), p.click(selector)]);

// hybrid has the judge rule that the case is heard in a hybrid way, and
// schedules a hearing of it, a week after the moment; the answer is the hearing's path.
export async function hybrid(tour, from = Date.parse(begins())) {
  await tour.post('judge', `${tour.case}/format/rule`, `${tour.case}/format/rule`, { format: 'hybrid', reason: 'Жауапкер басқа қалада тұрады, қолхаттың түпнұсқасы сот залында қаралады' });
  const at = new Date(from + 7 * 24 * 3600_000).toISOString().slice(0, 16);
  const made = await tour.post('judge', `${tour.case}/hearings/new`, `${tour.case}/hearings`, { at, format: 'hybrid' });
  return new URL(made.url).pathname;
}

// seek fills the form of what a hearing needs and asks for a proposal.
export async function seek(p, { minutes = '90', public: seats = '6', press: papers = '0' } = {}) {
  const open = await p.$('#ask:not([open]) > summary');
  if (open) await open.click();
  await p.fill('#minutes', minutes);
  if (await p.$('#public')) await p.fill('#public', seats);
  if (await p.$('#press')) await p.fill('#press', papers);
  await p.evaluate(() => { const f = document.querySelector('input[name=in]'); if (f) f.checked = true; });
  await press(p, 'button[value=seek]');
}

// book confirms what was checked, and says why where another date than the
// judge fixed is chosen.
export async function book(p) {
  if (await p.$('#date_reason')) await p.fill('#date_reason', 'Судья тағайындаған уақытта зал бос емес');
  await press(p, 'button[value=book]');
}

// place books the first time that is proposed, as a person does.
export async function place(p, url) {
  await p.goto(url);
  await seek(p);
  await press(p, 'button[value=check]');
  await book(p);
}

// room is the path of the courtroom that the list names first.
export async function room(tour) {
  const { request } = await tour.as('registrar');
  const html = await (await request.get(`${tour.court.url}/courtrooms`)).text();
  return html.match(/href="(\/courtrooms\/r-[0-9a-f]+)"/)[1];
}

const own = async (p, at) => {
  await seek(p);
  await p.check('input[name=slots][value=own]');
  await p.fill('#own_start', at);
  await p.selectOption('#own_room', { index: 1 });
  await press(p, 'button[value=check]');
};

// calendar yields the stops of a court of its own: {name, tour, role, path, act?}.
export async function* calendar(Tour) {
  const tour = await tuesday(Tour, '--media-udp', '0', '--media-tcp', '0');
  try {
    for (const walk of [courtrooms, booking, wishes, moving, today]) for await (const stop of walk(tour)) yield { tour, ...stop };
  } finally {
    await tour.end();
  }
}

async function* courtrooms(tour) {
  yield { name: 'calendar-empty', role: 'secretary', path: '/calendar' };
  yield { name: 'calendar-day-wrong', role: 'secretary', path: '/calendar?day=soon' };
  yield { name: 'calendar-queue', role: 'judge', path: '/calendar/queue' };
  yield { name: 'courtrooms', role: 'registrar', path: '/courtrooms' };
  yield { name: 'courtroom-new', role: 'registrar', path: '/courtrooms/new' };
  yield { name: 'courtroom-new-error', role: 'registrar', path: '/courtrooms/new', act: async (p) => {
    await p.fill('#name', '№ 3 зал');
    await p.fill('#area_m2', 'көп');
    await p.fill('#waiting0', '105-бөлме');
    await press(p, 'main p.actions button');
  } };
  const hall = await room(tour);
  yield { name: 'courtroom', role: 'registrar', path: hall };
  yield { name: 'courtroom-edit', role: 'registrar', path: `${hall}/edit` };
  yield { name: 'courtroom-staff', role: 'secretary', path: hall };
}

async function* booking(tour) {
  const hearing = tour.hearing = await hybrid(tour), at = `${hearing}/place`;
  yield { name: 'hearing-unplaced', role: 'judge', path: hearing };
  yield { name: 'place-none', role: 'claimant', path: at };
  yield { name: 'place-ask', role: 'judge', path: at };
  yield { name: 'place-ask-error', role: 'judge', path: at, act: (p) => seek(p, { minutes: '2' }) };
  yield { name: 'place-proposed', role: 'judge', path: at, act: (p) => seek(p) };
  yield { name: 'place-own-refused', role: 'judge', path: at, act: (p) => own(p, `${day(3)}T03:00`) };
  yield { name: 'place-check', role: 'judge', path: at, act: async (p) => { await seek(p); await press(p, 'button[value=check]'); } };
  yield { name: 'place-seats-less', role: 'judge', path: at, act: async (p) => { await seek(p, { public: '500', press: '50' }); await press(p, 'button[value=check]'); } };
  const page = tour.page = await (await tour.as('judge')).newPage();
  await place(page, tour.court.url + at);
  yield { name: 'place-booked', role: 'judge', path: `${at}?done=booked` };
  yield { name: 'place-party', role: 'claimant', path: at };
  await page.goto(tour.court.url + at);
  const booked = tour.booked = new URL(await page.getAttribute('a[href^="/calendar?day="]', 'href'), tour.court.url).searchParams.get('day');
  yield { name: 'calendar-day', role: 'judge', path: `/calendar?day=${booked}` };
  yield { name: 'calendar-rooms', role: 'secretary', path: `/calendar?day=${booked}&by=room` };
  const more = await tour.post('judge', `${tour.case}/hearings/new`, `${tour.case}/hearings`, { at: `${booked}T09:00`, format: 'hybrid' });
  yield { name: 'place-why-not', role: 'judge', path: `${new URL(more.url).pathname}/place`, act: async (p) => {
    await seek(p);
    await p.click('#choose details > summary');
  } };
  yield { name: 'calendar-holiday', role: 'secretary', path: `/calendar?day=${begins().slice(0, 4)}-12-16` };
}

// beyond is a Wednesday after the days on which wishes bind a case that was opened today.
export const beyond = () => day(92);

// wishing is a second hearing of the case, and a month that the claimant asks to
// keep free of hearings; the answer is the hearing's path.
export async function wishing(tour) {
  const hearing = await hybrid(tour, Date.parse(begins()) + 3600_000); // no two at one moment
  await tour.post('claimant', '/calendar/mine', '/calendar/mine', { act: 'away', first: day(85), last: day(115), reason: 'Емделу' });
  return hearing;
}

// over seeks a place on days kept free too, and goes on to the check.
export async function over(p) {
  await p.fill('#not_before', beyond());
  await p.check('input[name=over]');
  await seek(p);
  await press(p, 'button[value=check]');
}

async function* wishes(tour) {
  const hearing = await wishing(tour), at = `${hearing}/place`;
  yield { name: 'place-wish-ask', role: 'judge', path: at };
  yield { name: 'place-wish-refused', role: 'judge', path: at, act: (p) => own(p, `${beyond()}T11:00`) };
  yield { name: 'place-wish-check', role: 'judge', path: at, act: over };
  yield { name: 'place-wish-error', role: 'judge', path: at, act: async (p) => { await over(p); await press(p, 'button[value=book]'); } };
  const { page } = tour;
  await page.goto(tour.court.url + at);
  await over(page);
  await page.fill('#over_reason', 'Іс үш айдан бері қаралмай тұр');
  await book(page);
  yield { name: 'place-wish-booked', role: 'judge', path: at };
  yield { name: 'place-wish-party', role: 'claimant', path: at };
  yield { name: 'hearing-wish', role: 'claimant', path: hearing };
  yield { name: 'my-days-wish', role: 'claimant', path: '/calendar/mine' };
  yield { name: 'journal-wish', role: 'respondent', path: `${hearing}/journal` };
}

async function* moving(tour) {
  const { page, booked } = tour, at = `${tour.hearing}/place`, hall = await room(tour);
  yield { name: 'place-move', role: 'judge', path: `${at}?move=1`, act: (p) => seek(p, { minutes: '120' }) };
  yield { name: 'place-move-check', role: 'judge', path: `${at}?move=1`, act: async (p) => {
    await seek(p, { minutes: '120' });
    await press(p, 'button[value=check]');
    await press(p, 'button[value=move]');
  } };
  await tour.post('registrar', hall, hall, { go: 'close', first: booked, last: booked, reason: 'Залда жөндеу жүріп жатыр' });
  yield { name: 'courtroom-closed', role: 'registrar', path: `${hall}?done=closed` };
  yield { name: 'calendar-disturbed', role: 'judge', path: `/calendar?day=${booked}` };
  const replan = (p) => press(p, 'form[action="/calendar/replan"] button');
  yield { name: 'calendar-replan', role: 'judge', path: '/calendar', act: replan };
  yield { name: 'calendar-replan-error', role: 'judge', path: '/calendar', act: async (p) => { await replan(p); await press(p, 'button[value=move]'); } };
  await page.goto(`${tour.court.url}/calendar`);
  await replan(page);
  await page.fill('#reason', 'Зал жөндеуде');
  await press(page, 'button[value=move]');
  yield { name: 'place-moved', role: 'secretary', path: at };
  yield { name: 'calendar-queue-booked', role: 'judge', path: '/calendar/queue' };
  await page.goto(tour.court.url + at);
  await page.click('#release > summary');
  await page.fill('#reason', 'Тараптар бітімгершілікке келді');
  await page.check('#sure');
  await press(page, 'button[value=release]');
  yield { name: 'place-released', role: 'judge', path: `${at}?done=released` };
}

// today books it anew for this very day: the bench lets people in.
async function* today(tour) {
  const { page } = tour, at = `${tour.hearing}/place`;
  await page.goto(tour.court.url + at);
  await seek(page);
  await page.check('input[name=slots][value=own]');
  await page.fill('#own_start', `${begins()}T11:00`);
  await page.selectOption('#own_room', { index: 1 });
  await press(page, 'button[value=check]');
  await book(page);
  yield { name: 'place-today', role: 'secretary', path: at };
  await page.goto(tour.court.url + at);
  await press(page, 'button[value=let_in]');
  yield { name: 'place-let-in', role: 'secretary', path: `${at}?done=let_in` };
  await tour.post('respondent', `${tour.case}/readiness`, `${tour.case}/readiness`, { ...able, equipment: 'none', person: tour.who('respondent'), go: 'send' });
  yield { name: 'place-come', role: 'judge', path: at };
  yield { name: 'place-come-move', role: 'judge', path: `${at}?move=1` };
  yield { name: 'place-come-check', role: 'judge', path: `${at}?move=1`, act: async (p) => { await seek(p); await press(p, 'button[value=check]'); } };
  await page.close();
}
