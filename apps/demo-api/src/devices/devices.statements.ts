import { defineStatements } from '@async-cassandra/nestjs';

/** Prepared at start-up: a statement that does not fit the tables fails the start-up with its name. */
export const deviceStatements = defineStatements({
  // Idempotent: the service and its clients may repeat it.
  registerDevice: {
    query: 'INSERT INTO devices (device, name, place, registered_at) VALUES (?, ?, ?, ?)',
    isIdempotent: true,
  },
  findDevice: { query: 'SELECT * FROM devices WHERE device = ?', isIdempotent: true },
  listDevices: { query: 'SELECT * FROM devices', isIdempotent: true },
});
