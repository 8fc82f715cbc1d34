// The door '@async-cassandra/core/opentelemetry/register': loading it starts the instrumentation, for the SDK that is or will be the global one.
import { CassandraInstrumentation } from './cassandra-instrumentation';

/** The started instrumentation. */
export const instrumentation = new CassandraInstrumentation();
