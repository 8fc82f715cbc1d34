// Readings as streams, with backpressure: no page is requested before the client has taken the rows of the last one.
import { AsyncCassandraSession } from '@async-cassandra/core';
import { InjectStatement, type StatementOf } from '@async-cassandra/nestjs';
import { Injectable } from '@nestjs/common';
import { dayOf } from './day-of';
import type { ExportRangeDto } from './export-range.dto';
import { OpenExports } from './open-exports';
import type { StoredReadingDto } from './reading.dto';
import { readingStatements } from './readings.statements';

const fetchSize = 1000;

@Injectable()
export class ExportService {
  constructor(
    private readonly session: AsyncCassandraSession,
    private readonly exports: OpenExports,
    @InjectStatement(readingStatements.daysBetween)
    private readonly daysBetween: StatementOf<typeof readingStatements.daysBetween>,
    @InjectStatement(readingStatements.readingsBetween)
    private readonly readingsBetween: StatementOf<typeof readingStatements.readingsBetween>,
  ) {}

  /** Streams the readings of one device, the oldest first: one partition after the other. */
  async *range(device: string, { from, to }: ExportRangeDto, signal: AbortSignal): AsyncGenerator<StoredReadingDto> {
    const progress = this.exports.add(device, signal);
    const pageCallback = (_pageNumber: number, rowCount: number): void => {
      progress.rowsRead += rowCount;
    };
    const options = { signal, streamConfig: { fetchSize, pageCallback } };
    const days = await this.session.executeStream(this.daysBetween, [device, dayOf(from), dayOf(to)], { signal });
    for await (const { day } of days) {
      yield* await this.session.executeStream(this.readingsBetween, [device, day, from, to], options);
    }
  }

  /** Streams all readings of all devices, in no order: the ranges of the token ring, several at a time. */
  all(signal: AbortSignal): AsyncIterable<StoredReadingDto> {
    const progress = this.exports.add('all devices', signal);
    return this.session.scanTable('readings', {
      columns: ['device', 'at', 'temperature', 'pressure', 'wind'],
      concurrency: 2,
      fetchSize,
      signal,
      onProgress: ({ rows }) => {
        progress.rowsRead = rows;
      },
    });
  }
}
