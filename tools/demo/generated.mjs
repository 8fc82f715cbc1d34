// Generated readings for volume: ten sensors, a reading every ten seconds, the same on every run.
const devices = Array.from({ length: 10 }, (_, index) => `sensor-${String(index + 1).padStart(2, '0')}`);
const firstAt = Date.UTC(2024, 0, 1);
const intervalMs = 10_000;
const dayMs = 86_400_000;

export const generatedDevices = devices;

/** Yields `count` readings, all devices for each moment. */
export function* generateReadings(count) {
  for (let index = 0; index < count; index++) {
    const sensor = index % devices.length;
    const at = firstAt + Math.floor(index / devices.length) * intervalMs;
    yield { device: devices[sensor], at: new Date(at), temperature: temperatureAt(at, sensor) };
  }
}

/** Adds a daily curve, a yearly curve, and an offset of the sensor. */
function temperatureAt(at, sensor) {
  const daily = Math.sin((2 * Math.PI * (at % dayMs)) / dayMs - 2.2);
  const yearly = Math.sin((2 * Math.PI * at) / (365.25 * dayMs) - 1.9);
  return Math.round((11 + 8 * yearly + 4 * daily + 0.3 * sensor) * 10) / 10;
}
