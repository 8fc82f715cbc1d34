import type { Reading } from './api-client';

const hourMs = 3_600_000;

/** Returns hourly readings from the start of a day; the temperatures are 0, 1, 2 ... */
export function hourlyReadings(device: string, firstDay: string, count: number): Reading[] {
  const firstAt = Date.parse(`${firstDay}T00:00:00Z`);
  return Array.from({ length: count }, (_, hour) => ({
    device,
    at: new Date(firstAt + hour * hourMs).toISOString(),
    temperature: hour,
    pressure: 1000,
    wind: 0.5,
  }));
}
