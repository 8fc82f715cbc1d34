// EVENT messages (v5 spec, section 4.2.6).

import { type SchemaChange, writeSchemaChange } from './reply';
import type { BodyWriter } from './wire/body-writer';

/** An event of a server. */
export type StubEvent =
  | {
      readonly type: 'STATUS_CHANGE';
      readonly change: 'UP' | 'DOWN';
      readonly address: string;
      readonly port: number;
    }
  | {
      readonly type: 'TOPOLOGY_CHANGE';
      readonly change: 'NEW_NODE' | 'REMOVED_NODE' | 'MOVED_NODE';
      readonly address: string;
      readonly port: number;
    }
  | ({ readonly type: 'SCHEMA_CHANGE' } & SchemaChange);

export function writeEvent(writer: BodyWriter, event: StubEvent): void {
  writer.string(event.type);
  if (event.type === 'SCHEMA_CHANGE') {
    writeSchemaChange(writer, event);
  } else {
    writer.string(event.change).inet(event.address, event.port);
  }
}
