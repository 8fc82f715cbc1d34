/** Returns the number in a text, as configuration from the environment has it, which cassandra-driver takes; any other value unchanged. */
export function numberOf(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}
