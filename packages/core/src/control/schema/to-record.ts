import { setProperty } from '../../codec/set-property';

/** A CQL map as a plain object with its entries for own properties, whatever their names: one called `__proto__` is an entry. */
export function toRecord<V>(map: ReadonlyMap<string, V> | null | undefined): Record<string, V> {
  const record: Record<string, V> = {};
  map?.forEach((value, key) => setProperty(record, key, value));
  return record;
}
