// The stub's own description: system.local, the peers tables and system_schema, for any columns that a client selects.

import type { Reply } from './reply';
import type { ReceivedRequest, ReceivedValue } from './received-request';
import { type Column, parseColumns } from './result-metadata';
import type { RowsReply } from './rows-reply';
import { rows } from './rows-reply';
import { type BoundOperand, type Condition, parseSelect, type SelectStatement } from './select-statement';
import { serverError } from './server-error';
import { schemaRows, type StubSchema, type SystemRow } from './stub-schema';
import { systemTableColumns } from './system-catalog';
import { encodeValue } from './wire/cql-value';
import { parseType } from './wire/cql-type';
import type { TypeName } from './wire/cql-type';

/** The properties of a node in the system tables. */
export interface NodeDescription {
  readonly index: number;
  readonly address: string;
  readonly port: number;
  readonly hostId: string;
  readonly datacenter: string;
  readonly rack: string;
  readonly releaseVersion: string;
  readonly schemaVersion: string;
  readonly tokens: readonly string[];
  readonly protocolVersions: readonly number[];
}

export interface PreparedShape {
  readonly variables: readonly Column[];
  readonly columns: readonly Column[] | null;
}

const internodePort = 7000;

function localRow(node: NodeDescription, clusterName: string): SystemRow {
  return {
    key: 'local',
    bootstrapped: 'COMPLETED',
    broadcast_address: node.address,
    broadcast_port: internodePort,
    cluster_name: clusterName,
    cql_version: '3.4.7',
    data_center: node.datacenter,
    gossip_generation: 1,
    host_id: node.hostId,
    listen_address: node.address,
    listen_port: internodePort,
    native_protocol_version: String(Math.max(...node.protocolVersions)),
    partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
    rack: node.rack,
    release_version: node.releaseVersion,
    rpc_address: node.address,
    rpc_port: node.port,
    schema_version: node.schemaVersion,
    tokens: node.tokens,
    truncated_at: null,
  };
}

function peerRow(node: NodeDescription): SystemRow {
  return {
    peer: node.address,
    // If all nodes have the same address, the port distinguishes peers.
    peer_port: internodePort + node.index,
    data_center: node.datacenter,
    host_id: node.hostId,
    native_address: node.address,
    native_port: node.port,
    preferred_ip: null,
    preferred_port: null,
    rack: node.rack,
    release_version: node.releaseVersion,
    rpc_address: node.address,
    schema_version: node.schemaVersion,
    tokens: node.tokens,
  };
}

export class SystemTables {
  readonly #clusterName: string;
  readonly #nodes: () => readonly NodeDescription[];
  readonly #isBefore40: boolean;
  readonly #rows = new Map<string, readonly SystemRow[]>();
  readonly #columns = new Map<string, Readonly<Record<string, TypeName>>>();

  constructor(clusterName: string, nodes: () => readonly NodeDescription[], schema: StubSchema, isBefore40 = false) {
    this.#clusterName = clusterName;
    this.#nodes = nodes;
    this.#isBefore40 = isBefore40;

    this.setSchema(schema);
  }

  setSchema(schema: StubSchema): void {
    Object.entries(schemaRows(schema)).forEach(([table, tableRows]) => this.#rows.set(table, tableRows));
  }

  /** Sets the rows of a table. `columns` is needed for a table that the stub does not know, or to change one. */
  setTable(qualifiedName: string, tableRows: readonly SystemRow[], columns?: Readonly<Record<string, TypeName>>): void {
    if (columns !== undefined) {
      this.#columns.set(qualifiedName, columns);
    }
    if (this.#columnsOf(qualifiedName) === undefined) {
      throw new TypeError(`The stub does not know the table '${qualifiedName}': give its columns too`);
    }
    this.#rows.set(qualifiedName, tableRows);
  }

  /** Returns the answer of PREPARE for a system query, or its error. */
  prepare(query: string): PreparedShape | Reply {
    const plan = this.#plan(query);
    if ('error' in plan) {
      return plan.error;
    }
    const { statement, columns, name } = plan;
    const [keyspace, table] = name.split('.') as [string, string];
    const variables = statement.conditions
      .flatMap((condition) => condition.operands.map((operand) => ({ condition, operand })))
      .filter(({ operand }) => 'marker' in operand)
      .map(({ condition, operand }) => ({
        name: ('name' in operand && operand.name) || condition.column,
        type: condition.isList ? `list<${String(columns[condition.column])}>` : columns[condition.column]!,
        keyspace,
        table,
      }));
    return { variables: parseColumns(variables), columns: this.#select(plan, []).columns };
  }

  answer(request: ReceivedRequest, nodeIndex: number): Reply {
    const plan = this.#plan(request.query!);
    if ('error' in plan) {
      return plan.error;
    }
    const { statement, columns } = plan;
    const matching = this.#rowsOf(plan.name, nodeIndex).filter((row) =>
      statement.conditions.every((condition) => satisfies(row, condition, columns[condition.column]!, request)),
    );
    return this.#select(plan, statement.limit === null ? matching : matching.slice(0, statement.limit));
  }

  #plan(query: string): Plan | { error: Reply } {
    const statement = parseSelect(query);
    if (statement === null) {
      return { error: serverError.invalid(`CqlStub cannot read this query of a system table: ${query}`) };
    }
    const name = `${statement.keyspace}.${statement.table}`;
    const columns = this.#columnsOf(name);
    if (columns === undefined) {
      return { error: serverError.invalid(`table ${statement.table} does not exist`) };
    }
    const used = [...(statement.selectors ?? []).filter((selector) => !selector.isCount), ...statement.conditions].map(
      ({ column }) => column,
    );
    const unknown = used.find((column) => !Object.hasOwn(columns, column));
    return unknown === undefined
      ? { statement, name, columns }
      : { error: serverError.invalid(`Undefined column name ${unknown} in table ${name}`) };
  }

  #select({ statement, name, columns }: Plan, matching: readonly SystemRow[]): RowsReply {
    const [keyspace, table] = name.split('.') as [string, string];
    if (statement.selectors === null) {
      return rows(columns, matching, { keyspace, table });
    }
    const { selectors } = statement;
    const isCount = selectors.some((selector) => selector.isCount);
    return rows(
      selectors.map(({ alias, column, isCount }) => ({ name: alias, type: isCount ? 'bigint' : columns[column]! })),
      isCount
        ? [selectors.map((selector) => (selector.isCount ? matching.length : matching[0]?.[selector.column]))]
        : matching.map((row) => selectors.map(({ column }) => row[column])),
      { keyspace, table },
    );
  }

  #columnsOf(name: string): Readonly<Record<string, TypeName>> | undefined {
    return this.#columns.get(name) ?? systemTableColumns(name, this.#isBefore40);
  }

  #rowsOf(name: string, nodeIndex: number): readonly SystemRow[] {
    const scripted = this.#rows.get(name);
    if (scripted !== undefined) {
      return scripted;
    }
    const nodes = this.#nodes();
    if (name === 'system.local') {
      return [
        localRow(
          nodes.find((node) => node.index === nodeIndex)!,
          this.#clusterName,
        ),
      ];
    }
    if (name === 'system.peers' || name === 'system.peers_v2') {
      return nodes.filter((node) => node.index !== nodeIndex).map(peerRow);
    }
    return [];
  }
}

interface Plan {
  readonly statement: SelectStatement;
  readonly name: string;
  readonly columns: Readonly<Record<string, TypeName>>;
}

function satisfies(row: SystemRow, condition: Condition, typeName: TypeName, request: ReceivedRequest): boolean {
  if (condition.isList) {
    return true;
  }
  const type = parseType(typeName);
  const actual = encodeValue(type, row[condition.column]);
  return condition.operands.some((operand) => {
    const wanted = 'literal' in operand ? encodeValue(type, operand.literal) : boundValue(operand, request);
    return actual !== null && wanted instanceof Buffer && actual.equals(wanted);
  });
}

function boundValue(operand: BoundOperand, request: ReceivedRequest): ReceivedValue {
  const named = operand.name === null ? undefined : request.names?.indexOf(operand.name);
  return request.values?.[named === undefined || named < 0 ? operand.marker : named];
}
