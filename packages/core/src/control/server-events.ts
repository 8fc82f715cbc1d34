// Decides how the server's events are handled, and when: each kind within its window.
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import type { EventResponse, StatusChange } from '../protocol/responses/event';
import { EventWindow } from './event-window';
import { SchemaChanges, type SchemaChangesOwner } from './schema-changes';

export interface EventWindows {
  readonly schemaEventRefreshWindowMs: number;
  readonly topologyEventRefreshWindowMs: number;
  readonly statusEventRefreshWindowMs: number;
}

export interface ServerEventsOwner extends SchemaChangesOwner {
  /** Nodes joined, left or moved. */
  refreshTopology(): void;
  /** A node was reported as up or down. Returns whether the node is known. */
  setStatus(endpoint: Endpoint, isUp: boolean): boolean;
}

export class ServerEvents {
  readonly schemaChanges: SchemaChanges;
  readonly #windows: EventWindows;
  readonly #owner: ServerEventsOwner;
  readonly #topology: EventWindow;
  /** For nodes that are not known yet. */
  readonly #unknownNode: EventWindow;
  /** The windows of nodes that were recently reported as up. */
  readonly #up = new Map<string, { readonly window: EventWindow; isRepeated: boolean }>();
  #closed = false;

  constructor(windows: EventWindows, owner: ServerEventsOwner) {
    this.#windows = windows;
    this.#owner = owner;
    this.schemaChanges = new SchemaChanges(windows.schemaEventRefreshWindowMs, owner);
    this.#topology = new EventWindow(windows.topologyEventRefreshWindowMs, () => owner.refreshTopology());
    this.#unknownNode = new EventWindow(windows.statusEventRefreshWindowMs, () => owner.refreshTopology());
  }

  onEvent(event: EventResponse['event']): void {
    if (this.#closed) return;
    switch (event.type) {
      case 'TOPOLOGY_CHANGE':
        this.refreshTopologySoon();
        return;
      case 'STATUS_CHANGE':
        this.#onStatusChange(event);
        return;
      case 'SCHEMA_CHANGE':
        this.schemaChanges.onEvent(event);
    }
  }

  refreshTopologySoon(): void {
    this.#topology.open();
  }

  /** Stops all handling. Afterwards no timer exists. */
  close(): void {
    this.#closed = true;
    this.#topology.close();
    this.#unknownNode.close();
    for (const { window } of this.#up.values()) window.close();
    this.schemaChanges.close();
  }

  /** Handles UP at once, then once more at the end of the window if the event was repeated. */
  #onStatusChange({ change, address, port }: StatusChange): void {
    const endpoint = { address, port };
    if (change === 'DOWN') {
      this.#owner.setStatus(endpoint, false);
      return;
    }
    const name = formatEndpoint(endpoint);
    const heard = this.#up.get(name);
    if (heard !== undefined) {
      heard.isRepeated = true;
      return;
    }
    if (!this.#owner.setStatus(endpoint, true)) {
      this.#unknownNode.open();
      return;
    }
    const window = new EventWindow(this.#windows.statusEventRefreshWindowMs, () => {
      const isRepeated = this.#up.get(name)?.isRepeated;
      this.#up.delete(name);
      if (isRepeated === true) this.#owner.setStatus(endpoint, true);
    });
    this.#up.set(name, { window, isRepeated: false });
    window.open();
  }
}
