// A court whose clock is set, so that a walk through its days is the same
// whenever it is made.

// begins is a Tuesday of next September: a month in which Kazakhstan has no holiday.
export function begins() {
  const d = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 8, 8));
  while (d.getUTCDay() !== 2) d.setUTCDate(d.getUTCDate() + 1);
  return d.toISOString().slice(0, 10);
}

// day is a day so many days after that, as a field has it.
export const day = (ahead) => new Date(Date.parse(begins()) + ahead * 24 * 3600_000).toISOString().slice(0, 10);

// tuesday opens a court in which it is ten o'clock of that Tuesday.
export async function tuesday(Tour, ...args) {
  process.env.TARAZY_DEMO_NOW = `${begins()}T10:00`;
  try {
    return await Tour.open(...args);
  } finally {
    delete process.env.TARAZY_DEMO_NOW;
  }
}
