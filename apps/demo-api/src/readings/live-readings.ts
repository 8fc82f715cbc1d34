import { Injectable, type BeforeApplicationShutdown, type MessageEvent } from '@nestjs/common';
import { filter, map, mergeMap, reduce, startWith, Subject, windowTime, type Observable } from 'rxjs';
import type { ReadingDto } from './reading.dto';

const windowMs = 500;
const shownOfWindow = 20;

interface Window {
  readonly count: number;
  /** The newest readings. */
  readonly readings: readonly ReadingDto[];
}

const nothing: Window = { count: 0, readings: [] };

/**
 * The readings that this process has just written. Server-sent events have no backpressure, so the rate of writes must not
 * matter: twice a second there is one event with the newest readings and the number of all.
 */
@Injectable()
export class LiveReadings implements BeforeApplicationShutdown {
  readonly #written = new Subject<ReadingDto>();

  publish(readings: readonly ReadingDto[]): void {
    if (this.#written.observed) for (const reading of readings) this.#written.next(reading);
  }

  /** Returns the readings of one device, or of all. */
  follow(device?: string): Observable<MessageEvent> {
    return this.#written.pipe(
      filter((reading) => device === undefined || reading.device === device),
      windowTime(windowMs),
      mergeMap((readings) => readings.pipe(reduce(addTo, nothing))),
      filter(({ count }) => count > 0),
      map((window): MessageEvent => ({ type: 'readings', data: window })),
      // The response begins with the first event, which tells that the client is connected.
      startWith<MessageEvent>({ type: 'following', data: { device: device ?? null } }),
    );
  }

  /** Ends the event streams, which would otherwise delay the shutdown of the server. */
  beforeApplicationShutdown(): void {
    this.#written.complete();
  }
}

function addTo({ count, readings }: Window, reading: ReadingDto): Window {
  return { count: count + 1, readings: [...readings.slice(1 - shownOfWindow), reading] };
}
