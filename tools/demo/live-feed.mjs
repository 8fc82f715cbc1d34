// Three stations that report continuously: Seattle's usual weather at this hour, with an offset for each station.
import { setTimeout as delay } from 'node:timers/promises';

const intervalMs = 100;
const stations = [
  { device: 'seattle-harbour', name: 'Seattle, harbour', offset: -0.8 },
  { device: 'seattle-airport', name: 'Seattle, airport', offset: 0.4 },
  { device: 'seattle-hill', name: 'Seattle, hill', offset: -2.1 },
];

/** Sends readings until the signal aborts. A failed reading is sent again with the next one, as a real station would. */
export async function feed(client, normals, signal) {
  const normalAt = usualWeather(normals);
  for (const { device, name } of stations) await client.registerDevice(device, { name });
  while (!signal.aborted) {
    const at = new Date();
    const readings = stations.map(({ device, offset }) => readingOf(device, at, normalAt(at), offset));
    const { device } = stations[Math.floor(at / intervalMs) % stations.length];
    await Promise.allSettled([client.writeBatch(readings), client.get(`/devices/${device}/readings?limit=10`)]);
    await delay(intervalMs, undefined, { signal }).catch(() => {});
  }
}

/** Returns the reading of the same hour of the same day in the year of the file. */
function usualWeather(normals) {
  const byHour = new Map(normals.map((reading) => [reading.at.toISOString().slice(5, 13), reading]));
  return (at) => byHour.get(at.toISOString().slice(5, 13)) ?? normals[0];
}

function readingOf(device, at, { temperature, pressure, wind }, offset) {
  const wave = Math.sin(at / 20_000 + offset);
  const rounded = (value) => Math.round(value * 100) / 100;
  return {
    device,
    at,
    temperature: rounded(temperature + offset + wave),
    pressure: rounded(pressure + wave),
    wind: rounded(Math.max(0, wind + wave)),
  };
}
