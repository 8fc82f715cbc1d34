// Resolves the settings of one call: the options of its statement, of the call and of its execution profile.
import type { Node } from '../connection/pool/node';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { isOfNoClass } from '../options/named-contents';
import { foreignStatementError } from '../statement/another-copy';
import { BoundStatement } from '../statement/bound-statement';
import { isExecutable, type ExecutableStatement } from '../statement/executable-statement';
import type { StatementOptions } from '../statement/statement-options';
import type { ClusterServices } from './cluster-services';
import { checkExecuteOptions, type ExecuteOptions } from '../statement/execute-options';
import { mergeSettings, type RequestSettings } from './request/request-settings';

export const noStatementOptions: StatementOptions = {};
const noExecuteOptions: ExecuteOptions = {};

/** @throws TypeError for a value that is not a statement. */
export function optionsOf(statement: ExecutableStatement<unknown>): StatementOptions {
  if (typeof statement === 'string') return noStatementOptions;
  if (!isExecutable(statement)) {
    throw foreignStatementError(
      statement,
      'A statement is a CQL text, a SimpleStatement, a PreparedStatement or a BoundStatement',
    );
  }
  return statement instanceof BoundStatement ? statement.prepared.options : statement.options;
}

/** @throws ConfigurationError that names the first invalid option. */
export function callSettings(
  cluster: ClusterServices,
  statement: StatementOptions,
  execute: ExecuteOptions | undefined,
): RequestSettings {
  const base = cluster.settingsOf(execute?.executionProfile);
  if (base === undefined) {
    throw new ConfigurationError(`There is no execution profile '${execute!.executionProfile}' in executionProfiles`);
  }
  if (execute !== undefined) checkExecuteOptions(execute);
  if (isEmpty(statement) && (execute === undefined || isEmpty(execute))) return base;
  return mergeSettings(base, statement, execute ?? noExecuteOptions, nodeOf(cluster, execute?.host));
}

function nodeOf(cluster: ClusterServices, host: Node | string | undefined): Node | undefined {
  if (host === undefined) return undefined;
  const endpoint = typeof host === 'string' ? host : host.endpoint;
  const node = cluster.nodes.find((candidate) => candidate.endpoint === endpoint);
  if (node === undefined) throw new ConfigurationError(`Option 'host': there is no node ${endpoint} in this cluster`);
  return node;
}

/** Allocates no array of names: this runs with every request. An object of a class may have getters. */
function isEmpty(options: object): boolean {
  for (const _ in options) return false;
  return isOfNoClass(options);
}
