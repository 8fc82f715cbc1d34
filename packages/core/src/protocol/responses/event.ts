import { InetAddress } from '../../driver/values';
import type { ByteReader } from '../byte-reader';
import type { ResponseExtras } from './response-extras';
import { decodeOneOf, decodeSchemaChange, type SchemaChange } from './schema-change';

/** The event types of REGISTER. */
export const eventType = {
  topologyChange: 'TOPOLOGY_CHANGE',
  statusChange: 'STATUS_CHANGE',
  schemaChange: 'SCHEMA_CHANGE',
} as const;

const eventTypes = Object.values(eventType);
const topologyChanges = ['NEW_NODE', 'REMOVED_NODE', 'MOVED_NODE'] as const;
const statusChanges = ['UP', 'DOWN'] as const;

interface NodeChange {
  /** The node's native-protocol address, in the format of cassandra-driver's `InetAddress.toString()`. */
  readonly address: string;
  readonly port: number;
}

export interface TopologyChange extends NodeChange {
  readonly type: 'TOPOLOGY_CHANGE';
  readonly change: (typeof topologyChanges)[number];
}

export interface StatusChange extends NodeChange {
  readonly type: 'STATUS_CHANGE';
  readonly change: (typeof statusChanges)[number];
}

/** Sent by the server to connections that registered for it (v5 spec, section 4.2.6). */
export interface EventResponse {
  readonly kind: 'event';
  readonly event: TopologyChange | StatusChange | SchemaChange;
  readonly extras?: ResponseExtras;
}

export function decodeEvent(reader: ByteReader, extras: ResponseExtras | undefined): EventResponse {
  return { kind: 'event', event: decodeEventBody(reader), extras };
}

function decodeEventBody(reader: ByteReader): EventResponse['event'] {
  const type = decodeOneOf(eventTypes, reader, 'the type of an event');
  switch (type) {
    case 'TOPOLOGY_CHANGE': {
      const change = decodeOneOf(topologyChanges, reader, 'the kind of a topology change');
      return { type, change, ...decodeNode(reader) };
    }
    case 'STATUS_CHANGE': {
      const change = decodeOneOf(statusChanges, reader, 'the kind of a status change');
      return { type, change, ...decodeNode(reader) };
    }
    case 'SCHEMA_CHANGE':
      return decodeSchemaChange(reader);
  }
}

function decodeNode(reader: ByteReader): NodeChange {
  const { address, port } = reader.inet('the address of a node');
  return { address: new InetAddress(address).toString(), port };
}
