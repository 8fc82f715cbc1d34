// The inside of core, from its build: a connection and the decoders are what is fuzzed, not the public door in front of them.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const inside = (file) => require(`../../../packages/core/dist/${file}.js`);

export const { Connection } = inside('connection/connection');
export const { createLz4Compressor } = inside('connection/lz4-compressor');
export const { Codecs } = inside('codec/codecs');
export const { AsyncCassandraError } = inside('errors/async-cassandra-error');
export const { ProtocolError } = inside('errors/protocol-error');
export const { ServerResponseError } = inside('errors/server-errors');
export const { decodeResponse } = inside('protocol/decode-response');
export const { Execute } = inside('protocol/requests/execute');
export const { Options } = inside('protocol/requests/options');
export const { Prepare } = inside('protocol/requests/prepare');
export const { Query } = inside('protocol/requests/query');
export const { Register } = inside('protocol/requests/register');
