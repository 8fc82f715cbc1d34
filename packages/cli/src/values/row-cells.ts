import { Row } from '@async-cassandra/core';

// Called through the prototype, because a column may have the name of a method.
export const namesOf = (row: Row): string[] => Row.prototype.keys.call(row);
export const valuesOf = (row: Row): unknown[] => Row.prototype.values.call(row);
