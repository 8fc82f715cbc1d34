export { ChaosProxy } from '../../src/chaos/chaos-proxy';
export { CqlStub, rows } from '@async-cassandra/testing';
