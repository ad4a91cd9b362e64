// Loaded before a program: each SIGUSR2 sets its clock back by an hour. Monotonic clocks continue.
const hourMs = 3_600_000;
const { now } = Date;
let backMs = 0;

process.on('SIGUSR2', () => (backMs += hourMs));

globalThis.Date = new Proxy(Date, {
  construct: (date, values, as) =>
    Reflect.construct(date, values.length === 0 ? [now() - backMs] : values, as),
  get: (date, name) => (name === 'now' ? () => now() - backMs : Reflect.get(date, name)),
});
