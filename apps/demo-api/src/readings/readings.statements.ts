import { defineStatements } from '@async-cassandra/nestjs';

// All statements are marked idempotent: a slow node does not delay them, and a lost node does not fail them.
const columns = 'device, at, temperature, pressure, wind';

export const readingStatements = defineStatements({
  insertReading: {
    query: 'INSERT INTO readings (device, day, at, temperature, pressure, wind) VALUES (?, ?, ?, ?, ?, ?)',
    isIdempotent: true,
  },
  insertDay: { query: 'INSERT INTO days_of_device (device, day) VALUES (?, ?)', isIdempotent: true },
  newestDayBefore: {
    query: 'SELECT day FROM days_of_device WHERE device = ? AND day < ? LIMIT 1',
    isIdempotent: true,
  },
  newestReadingsOfDay: {
    query: `SELECT ${columns} FROM readings WHERE device = ? AND day = ?`,
    isIdempotent: true,
  },
  daysBetween: {
    query: 'SELECT day FROM days_of_device WHERE device = ? AND day >= ? AND day <= ? ORDER BY day ASC',
    isIdempotent: true,
  },
  readingsBetween: {
    query: `SELECT ${columns} FROM readings WHERE device = ? AND day = ? AND at >= ? AND at < ? ORDER BY at ASC`,
    isIdempotent: true,
  },
});
