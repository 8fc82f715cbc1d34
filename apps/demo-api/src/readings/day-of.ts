import { types } from '@async-cassandra/core';

/** The day in which a reading is kept, in UTC. */
export const dayOf = (at: Date): types.LocalDate => types.LocalDate.fromString(at.toISOString().slice(0, 10));
