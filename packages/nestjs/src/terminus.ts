// The entry point '@async-cassandra/nestjs/terminus', which needs the optional peer dependency @nestjs/terminus.
export { CassandraHealthIndicator, type CassandraPingOptions } from './terminus/cassandra.health';
