import { AsyncCassandraSession, type ConcurrentOutcome, type ParametersOf } from '@async-cassandra/core';
import { InjectStatement, type StatementOf } from '@async-cassandra/nestjs';
import { Injectable } from '@nestjs/common';
import { dayOf } from './day-of';
import { LiveReadings } from './live-readings';
import type { ReadingDto } from './reading.dto';
import { readingStatements } from './readings.statements';

type DayParameters = ParametersOf<typeof readingStatements.insertDay.query>;
type ReadingParameters = ParametersOf<typeof readingStatements.insertReading.query>;

/** `concurrency`: the requests in flight for one batch. The cluster's own limit applies to all batches together. */
const options = { concurrency: 64, stopOnError: true };

@Injectable()
export class IngestService {
  constructor(
    private readonly session: AsyncCassandraSession,
    private readonly live: LiveReadings,
    @InjectStatement(readingStatements.insertReading)
    private readonly insertReading: StatementOf<typeof readingStatements.insertReading>,
    @InjectStatement(readingStatements.insertDay)
    private readonly insertDay: StatementOf<typeof readingStatements.insertDay>,
  ) {}

  /** Resolves when all readings are written. After an error some may be written: the client can repeat the batch safely. */
  async write(readings: readonly ReadingDto[]): Promise<void> {
    // Days first: a reading of an unlisted day would never be found.
    await written(this.session.executeConcurrent(this.insertDay, daysOf(readings), options));
    await written(this.session.executeConcurrent(this.insertReading, parametersOf(readings), options));
    this.live.publish(readings);
  }
}

async function written(outcomes: AsyncIterable<ConcurrentOutcome<unknown>>): Promise<void> {
  for await (const outcome of outcomes) if (outcome.result === undefined) throw outcome.error;
}

// A generator, so that parameters are created when a request can be sent.
function* parametersOf(readings: readonly ReadingDto[]): Generator<ReadingParameters> {
  for (const { device, at, temperature, pressure, wind } of readings) {
    yield [device, dayOf(at), at, temperature, pressure, wind];
  }
}

function daysOf(readings: readonly ReadingDto[]): Iterable<DayParameters> {
  const days = new Map<string, DayParameters>();
  for (const { device, at } of readings) {
    const day = dayOf(at);
    days.set(`${device} ${day}`, [device, day]);
  }
  return days.values();
}
