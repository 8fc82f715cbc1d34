import { defineStatements } from '@async-cassandra/nestjs';

export const summaryStatements = defineStatements({
  listDays: { query: 'SELECT day FROM days_of_device WHERE device = ?', isIdempotent: true },
  temperaturesOfDay: { query: 'SELECT temperature FROM readings WHERE device = ? AND day = ?', isIdempotent: true },
  insertSummary: {
    query: 'INSERT INTO summaries (device, day, readings, low, mean, high) VALUES (?, ?, ?, ?, ?, ?)',
    isIdempotent: true,
  },
  listSummaries: { query: 'SELECT day, readings, low, mean, high FROM summaries WHERE device = ?', isIdempotent: true },
});
