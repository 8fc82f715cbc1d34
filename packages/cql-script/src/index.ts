// The public API of @async-cassandra/cql-script.
export { CqlScriptError } from './cql-script-error';
export {
  commentEnd,
  cqlTokens,
  firstWord,
  foldName,
  isClosed,
  quoteName,
  skipBlanks,
  tokenEnd,
  tokenKind,
  wordEnd,
  type CqlToken,
  type CqlTokenKind,
} from './cql-tokens';
export { splitCql, type ScriptStatement } from './split-cql';
