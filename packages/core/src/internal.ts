// What the tools of this repository use of the inside of core: the fuzzer and the benchmarks. No promise, and in no API report.
export { Codecs } from './codec/codecs';
export { Connection } from './connection/connection';
export { createLz4Compressor } from './connection/lz4-compressor';
export { AsyncCassandraError } from './errors/async-cassandra-error';
export { ProtocolError } from './errors/protocol-error';
export { ServerResponseError } from './errors/server-errors';
export { isObserved } from './observability/channels/request-observation';
export { decodeResponse } from './protocol/decode-response';
export { Execute } from './protocol/requests/execute';
export { Options } from './protocol/requests/options';
export { Prepare } from './protocol/requests/prepare';
export { Query } from './protocol/requests/query';
export { Register } from './protocol/requests/register';
