import { BatchStatement, types, type AsyncCassandraSession } from '@async-cassandra/core';
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

const rowsOfBatch = 500;
export const loadedDay = '2024-05-01';

/**
 * Writes one reading for each second of `loadedDay`, without the service: for tests that need many rows. A batch for each 500 of them costs a tenth of
 * what the service needs, which sends each reading by itself.
 */
export async function loadReadings(session: AsyncCassandraSession, device: string, count: number): Promise<void> {
  const localDay = types.LocalDate.fromString(loadedDay);
  await session.execute('INSERT INTO days_of_device (device, day) VALUES (?, ?)', [device, localDay]);
  const insert = await session.prepare(
    'INSERT INTO readings (device, day, at, temperature, pressure, wind) VALUES (?, ?, ?, ?, 1000, 0.5)',
  );
  const firstAt = Date.parse(`${loadedDay}T00:00:00Z`);
  for (let first = 0; first < count; first += rowsOfBatch) {
    const batch = new BatchStatement({ type: 'unlogged' });
    for (let row = first; row < Math.min(first + rowsOfBatch, count); row++) {
      batch.add(insert, [device, localDay, new Date(firstAt + row * 1000), row]);
    }
    await session.executeBatch(batch);
  }
}
