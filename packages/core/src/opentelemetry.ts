// The door '@async-cassandra/core/opentelemetry': the instrumentation for an SDK of OpenTelemetry.
export {
  CassandraInstrumentation,
  type CassandraInstrumentationConfig,
} from './opentelemetry/cassandra-instrumentation';
