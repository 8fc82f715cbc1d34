// The door '@async-cassandra/nestjs/terminus': what needs @nestjs/terminus, which is an optional peer.
export { CassandraHealthIndicator, type CassandraPingOptions } from './terminus/cassandra.health';
