// The walk through the calendar as people and the public see it: their own
// days, the board in the corridor, the courtroom's door. The clock of its court
// is set, so that a hearing can be today whenever the walk is made.
import { book, hybrid, seek } from './calendar.mjs';
import { begins, day, tuesday } from './clock.mjs';

const press = (p, selector) => Promise.all([p.waitForNavigation(), p.click(selector)]);

// sitToday books a hybrid hearing in the first courtroom at half past ten, with the claimant in the courtroom; the answer is its path and the room's id.
export async function sitToday(tour) {
  const hearing = await hybrid(tour, Date.parse(begins())), p = await (await tour.as('judge')).newPage();
  await p.goto(`${tour.court.url}${hearing}/place`);
  await p.check(`input[name=in][value="${tour.folk.find((f) => f.role === 'claimant').person}"]`);
  await seek(p, { minutes: '60' });
  await p.check('input[name=slots][value=own]');
  await p.fill('#own_start', `${begins()}T10:30`);
  await p.selectOption('#own_room', { index: 1 });
  const room = await p.inputValue('#own_room');
  await press(p, 'button[value=check]');
  await book(p);
  await p.close();
  return { hearing, room };
}

// days yields the stops of a court of its own: {name, tour, role, path, act?, size?}.
export async function* days(Tour) {
  const tour = await tuesday(Tour, '--media-udp', '0', '--media-tcp', '0');
  const stop = (name, role, path, more) => ({ name, tour, role, path, ...more });
  try {
    yield stop('wall-empty', null, '/wall');
    yield stop('my-days-empty', 'claimant', '/calendar/mine');
    const { hearing, room } = await sitToday(tour), door = `/door/${room}`;
    yield stop('wall', null, '/wall');
    yield stop('wall-screen', null, '/wall', { size: { width: 1920, height: 1080 } });
    yield stop('my-days', 'claimant', '/calendar/mine');
    yield stop('my-days-away', 'advocate', '/calendar/mine', { act: async (p) => {
      await p.click('details summary');
      await p.fill('#first', day(0));
      await p.fill('#last', day(1));
      await p.fill('#reason', 'Емделу');
      await press(p, 'details form button');
    } });
    await tour.post('judge', '/calendar/mine', '/calendar/mine', { act: 'away', first: day(20), last: day(24), reason: '' });
    yield stop('my-days-staff', 'judge', '/calendar/mine?done=away');
    yield stop('hearing-placed', 'claimant', hearing);
    yield stop('door', 'claimant', door);
    yield stop('door-none', 'registrar', door);
    await tour.post('claimant', door, door, { hearing: hearing.split('/').pop() });
    yield stop('door-in', 'claimant', door);
    yield stop('door-sheet', 'registrar', `${door}/sheet`);
  } finally {
    await tour.end();
  }
}
