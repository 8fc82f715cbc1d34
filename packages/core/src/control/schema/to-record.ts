/** A CQL map as an object that has its entries and nothing else, whatever their names. */
export function toRecord<V>(map: ReadonlyMap<string, V> | null | undefined): Record<string, V> {
  const record = Object.create(null) as Record<string, V>;
  map?.forEach((value, key) => (record[key] = value));
  return record;
}
