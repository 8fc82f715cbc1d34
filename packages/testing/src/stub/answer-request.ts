// Chooses the reply to a request: first from the script, then the stub's own.

import { createHash } from 'node:crypto';
import { foldName } from '@async-cassandra/cql-script';

import { isPlainTokenOf, type StubCredentials } from './password-authentication';
import type { PreparedStatements } from './prepared-statements';
import type { ReceivedRequest } from './received-request';
import { authSuccess, CustomReply, type Reply, resultReply, setKeyspace } from './reply';
import { isExecution } from './request-matcher';
import {
  type Column,
  metadataId,
  type VariablesMetadata,
  writePreparedResultMetadata,
  writeVariablesMetadata,
} from './result-metadata';
import { bindMarkers, isSystemQuery } from './select-statement';
import { serverError } from './server-error';

import type { StubScript } from './stub-script';
import type { SystemTables } from './system-tables';
import { opcode } from './wire/opcode';

/** The parts of a node that are needed for an answer. */
export interface AnsweringNode {
  readonly index: number;
  readonly script: StubScript;
  readonly systemTables: SystemTables;
  readonly prepared: PreparedStatements;
  readonly credentials: StubCredentials | null;
  readonly supportedOptions: (version: number) => Readonly<Record<string, readonly string[]>>;
}

const authenticator = 'org.apache.cassandra.auth.PasswordAuthenticator';
const usePattern = /^\s*USE\s+("(?:[^"]|"")+"|\w+)\s*;?\s*$/i;

const noVariables: VariablesMetadata = { columns: [], partitionKeyIndexes: [], flags: 0 };

const ready = (): Reply => new CustomReply(opcode.READY, () => undefined);

/** Returns the reply to a request that the stub answers without a script. */
export function answerByItself(request: ReceivedRequest, node: AnsweringNode): Reply {
  switch (request.opcode) {
    case 'OPTIONS':
      return new CustomReply(opcode.SUPPORTED, (writer) =>
        writer.stringMultimap(node.supportedOptions(request.version)),
      );
    case 'STARTUP':
      return startup(request, node);
    case 'AUTH_RESPONSE':
      return node.credentials === null || isPlainTokenOf(request.token ?? null, node.credentials)
        ? authSuccess()
        : serverError.badCredentials();
    case 'REGISTER':
      return ready();
    case 'PREPARE':
      return prepare(request, node);
    default:
      return isExecution(request) ? execute(request, node) : serverError.protocol(`Unexpected ${request.opcode}`);
  }
}

function startup(request: ReceivedRequest, node: AnsweringNode): Reply {
  const compression = request.options?.['COMPRESSION'];
  if (
    compression !== undefined &&
    node.supportedOptions(request.version)['COMPRESSION']?.includes(compression) !== true
  ) {
    return serverError.protocol(`Unknown compression algorithm: ${compression}`);
  }
  return node.credentials === null
    ? ready()
    : new CustomReply(opcode.AUTHENTICATE, (writer) => writer.string(authenticator));
}

/** Returns UNPREPARED if the request names an id that this node does not know. */
export function unpreparedError(request: ReceivedRequest, prepared: PreparedStatements): Reply | null {
  const ids = [request.preparedId, ...(request.statements ?? []).map((statement) => statement.preparedId)];
  const unknown = ids.find((id) => id !== undefined && prepared.queryOf(id) === undefined);
  return unknown === undefined
    ? null
    : serverError.unprepared(unknown, `Prepared query with ID ${unknown.toString('hex')} not found`);
}

function execute(request: ReceivedRequest, node: AnsweringNode): Reply {
  const query = request.query ?? '';
  const keyspace = usePattern.exec(query)?.[1];
  if (keyspace !== undefined) {
    return setKeyspace(foldName(keyspace));
  }
  if (isSystemQuery(query) && request.opcode !== 'BATCH') {
    return node.systemTables.answer(request, node.index);
  }
  return notScripted(query);
}

function notScripted(query: string): Reply {
  return serverError.invalid(`The CQL stub has no answer for: ${query}`);
}

function prepare(request: ReceivedRequest, node: AnsweringNode): Reply {
  const query = request.query!;
  const shape = node.script.describe(request);
  if (shape === undefined) {
    if (!isSystemQuery(query)) {
      return notScripted(query);
    }
    const prepared = node.systemTables.prepare(query);
    return 'variables' in prepared
      ? preparedReply(request, node, { ...noVariables, columns: prepared.variables }, prepared.columns)
      : prepared;
  }
  const markers = bindMarkers(query);
  if (shape.variables === null && markers.length > 0) {
    return serverError.invalid(
      `The CQL stub needs .variables({ name: 'type', ... }) for the ${markers.length} bind marker(s) of: ${query}`,
    );
  }
  return preparedReply(request, node, shape.variables ?? noVariables, shape.columns);
}

function preparedReply(
  request: ReceivedRequest,
  node: AnsweringNode,
  variables: VariablesMetadata,
  columns: readonly Column[] | null,
): Reply {
  const keyspace = request.keyspace ?? request.connectionKeyspace ?? '';
  const id = createHash('md5').update(keyspace).update(request.query!).digest();
  node.prepared.add(id, request.query!);
  return resultReply('prepared', (writer, { version }) => {
    writer.shortBytes(id);
    if (version >= 5) {
      writer.shortBytes(metadataId(columns ?? []));
    }
    writeVariablesMetadata(writer, variables);
    writePreparedResultMetadata(writer, columns);
  });
}
