// The door '@async-cassandra/core/temporal': codecs for those who have Temporal.
export { temporalCodecs } from './temporal/temporal-codecs';
export type { TemporalNamespace } from './temporal/temporal-namespace';
