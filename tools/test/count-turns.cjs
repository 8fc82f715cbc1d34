// Sets the clock of the unit and stub specs, before each of them is loaded.
const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { timers, nowMs, advanceClock } = require('./turn-clock.cjs');

const packages = path.join(__dirname, '../../packages');
const clock = { ...timers, nowMs };

Object.assign(globalThis, timers, { advanceClock });

// The packages capture the timers of the process in a module of this name.
for (const name of readdirSync(packages)) {
  for (const module of ['src/timers.ts', 'src/waiting/timers.ts']) {
    const file = path.join(packages, name, module);
    if (existsSync(file)) jest.mock(file, () => onClock(jest.requireActual(file)));
  }
}

function onClock(actual) {
  const replaced = Object.keys(clock).filter((name) => name in actual);
  return { ...actual, ...Object.fromEntries(replaced.map((name) => [name, clock[name]])) };
}
