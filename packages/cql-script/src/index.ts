// The public promise of @async-cassandra/cql-script.
export { CqlScriptError } from './cql-script-error';
export { splitCql, type ScriptStatement } from './split-cql';
