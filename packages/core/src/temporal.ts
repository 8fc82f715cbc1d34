// The door '@async-cassandra/core/temporal': codecs for those who have Temporal.
export { temporalCodecs } from './codec/temporal/temporal-codecs';
export type { TemporalNamespace } from './codec/temporal/temporal-namespace';
