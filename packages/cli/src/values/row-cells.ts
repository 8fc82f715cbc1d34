import { Row } from '@async-cassandra/core';

// A column may be called as a method of the row.
export const namesOf = (row: Row): string[] => Row.prototype.keys.call(row);
export const valuesOf = (row: Row): unknown[] => Row.prototype.values.call(row);
