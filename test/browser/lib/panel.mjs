// The demo's panel case: opened by its button, with a sitting in it and people in
// the room; and the walk through what only such a case shows.
import { soon } from './steps.mjs';

// panelCase opens the case; the tour goes on with its people.
export async function panelCase(tour) {
  const { request } = await tour.as(null);
  const csrf = (await (await request.get(`${tour.court.url}/demo`)).text()).match(/name="csrf" value="([^"]+)"/)[1];
  await request.post(`${tour.court.url}/demo/panel`, { form: { csrf } });
  tour.folk = await (await request.get(`${tour.court.url}/demo/panel.json`)).json();
  tour.case = `/cases/${tour.folk[0].case.replace('/', '.')}`;
}

// seated schedules a sitting, admits those people and answers their pages of the room by role.
export async function seated(tour, people) {
  const page = {}, at = soon();
  tour.hearing = new URL((await tour.post('judge', `${tour.case}/hearings/new`, `${tour.case}/hearings`, { at, day_off: at.slice(0, 10) })).url).pathname;
  for (const role of people) {
    await tour.act(role, 'prepare', { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' });
    if (!['judge', 'secretary'].includes(role)) await tour.act('secretary', 'admit', { person: tour.who(role) });
  }
  for (const role of people) page[role] = await tour.enter(role);
  await tour.act('judge', 'open', { reason: 'Алқа мен прокурор кейін қосылады' });
  return page;
}

// panel yields the stops: {name, tour, role, path or page, act?}.
export async function* panel(Tour) {
  const tour = await Tour.open();
  try {
    await panelCase(tour);
    yield { name: 'look-gate', tour, role: 'overseer', path: tour.case };
    yield { name: 'members', tour, role: 'secretary', path: `${tour.case}/people` };
    const page = await seated(tour, ['judge', 'secretary', 'accused', 'defender']);
    yield { name: 'hearing-warned', tour, role: 'judge', path: tour.hearing, act: (p) => p.$$eval('[data-warned]', (all) => { all.at(-2).open = true; }) }; // the witness's
    yield { name: 'room-panel', tour, role: 'judge', page: page.judge };
    yield { name: 'room-private-ask', tour, role: 'accused', page: page.accused, act: (p) => p.click('[data-open=private]') };
    await page.accused.click('[data-dialog=private][open] [data-act=confer]');
    await page.judge.click('[data-banner=talk_asks] .primary');
    await page.accused.waitForSelector('[data-banner=talk] [data-talk-words]');
    yield { name: 'room-private', tour, role: 'accused', page: page.accused, act: (p) => p.waitForSelector('[data-banner=talk] [data-talk-words]') };
    yield { name: 'room-private-judge', tour, role: 'judge', page: page.judge };
  } finally {
    await tour.end();
  }
}
