import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ReplaySubject, type Observable } from 'rxjs';
import { OpenExports, type OpenExport } from '../readings/open-exports';
import { NodesService, type NodeStatus } from './nodes.service';
import { RequestWindow, type RequestFigures } from './request-window';

const intervalMs = 1000;
/** Two minutes, which a newly opened page can draw at once. */
const remembered = 120;

export interface Status extends RequestFigures {
  readonly at: Date;
  readonly canPause: boolean;
  readonly nodes: readonly NodeStatus[];
  readonly exports: readonly OpenExport[];
}

/** The state of the service, once a second. */
@Injectable()
export class StatusService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #history = new ReplaySubject<Status>(remembered);
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly requests: RequestWindow,
    private readonly nodes: NodesService,
    private readonly exports: OpenExports,
  ) {}

  /** Returns the last two minutes, then each second. */
  get statuses(): Observable<Status> {
    return this.#history.asObservable();
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#look(), intervalMs);
    this.#look();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
    this.#history.complete();
  }

  #look(): void {
    this.#history.next({
      at: new Date(),
      ...this.requests.take(),
      canPause: this.nodes.canPause,
      nodes: this.nodes.list(),
      exports: this.exports.list(),
    });
  }
}
