import { AsyncCassandraSession, type PreparedStatement } from '@async-cassandra/core';
import { InjectStatement } from '@async-cassandra/nestjs';
import { Injectable } from '@nestjs/common';
import { dayOf } from './day-of';
import { LiveReadings } from './live-readings';
import type { ReadingDto } from './reading.dto';

/** The requests in flight for one batch. The cluster's own limit applies to all batches together. */
const concurrency = 64;

@Injectable()
export class IngestService {
  constructor(
    private readonly session: AsyncCassandraSession,
    private readonly live: LiveReadings,
    @InjectStatement('insertReading') private readonly insertReading: PreparedStatement,
    @InjectStatement('insertDay') private readonly insertDay: PreparedStatement,
  ) {}

  /** Resolves when all readings are written. After an error some may be written: the client can repeat the batch safely. */
  async write(readings: readonly ReadingDto[]): Promise<void> {
    // Days first: a reading of an unlisted day would never be found.
    await this.#writeEach(this.insertDay, daysOf(readings));
    await this.#writeEach(this.insertReading, parametersOf(readings));
    this.live.publish(readings);
  }

  async #writeEach(statement: PreparedStatement, parameters: Iterable<unknown[]>): Promise<void> {
    const outcomes = this.session.executeConcurrent(statement, parameters, { concurrency, stopOnError: true });
    for await (const outcome of outcomes) if (outcome.result === undefined) throw outcome.error;
  }
}

// A generator, so that parameters are created when a request can be sent.
function* parametersOf(readings: readonly ReadingDto[]): Generator<unknown[]> {
  for (const { device, at, temperature, pressure, wind } of readings) {
    yield [device, dayOf(at), at, temperature, pressure, wind];
  }
}

function daysOf(readings: readonly ReadingDto[]): Iterable<unknown[]> {
  const days = new Map<string, unknown[]>();
  for (const { device, at } of readings) {
    const day = dayOf(at);
    days.set(`${device} ${day}`, [device, day]);
  }
  return days.values();
}
