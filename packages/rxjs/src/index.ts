// The public API of @async-cassandra/rxjs: explicit named exports only.
export { execute } from './execute';
export { executeEach, type AsTuple, type ExecuteEachOptions } from './execute-each';
export { fromStream, type RowSource } from './from-stream';
export { mapRows, type MapRowsArguments, type MapRowsOptions } from './map-rows';
export type { ObservedPage } from './page-walk';
export { pages } from './pages';
export type { ResumeOnError, RowsOptions } from './rows-options';
export { rows } from './rows';
