import { types } from '@async-cassandra/core';

/** Returns the day of a reading, in UTC. */
export const dayOf = (at: Date): types.LocalDate => types.LocalDate.fromString(at.toISOString().slice(0, 10));
