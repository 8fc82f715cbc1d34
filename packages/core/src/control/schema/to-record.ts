import { setProperty } from '../../codec/set-property';

/** Converts a CQL map to a plain object with its entries as own properties, whatever their names: `__proto__` is an entry, too. */
export function toRecord<V>(map: ReadonlyMap<string, V> | null | undefined): Record<string, V> {
  const record: Record<string, V> = {};
  map?.forEach((value, key) => setProperty(record, key, value));
  return record;
}
