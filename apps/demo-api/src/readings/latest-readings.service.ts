import { AsyncCassandraSession, types } from '@async-cassandra/core';
import { InjectStatement, type StatementOf } from '@async-cassandra/nestjs';
import { Injectable } from '@nestjs/common';
import { readPage } from '../read-page';
import type { ReadingsPageDto, StoredReadingDto } from './reading.dto';
import { decodeCursor, encodeCursor, type ReadingsCursor } from './readings-cursor';
import { readingStatements } from './readings.statements';

const endOfTime = types.LocalDate.fromString('9999-12-31');

/** The readings of a device from the newest to the oldest, page by page, across days. */
@Injectable()
export class LatestReadingsService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement(readingStatements.newestDayBefore)
    private readonly newestDayBefore: StatementOf<typeof readingStatements.newestDayBefore>,
    @InjectStatement(readingStatements.newestReadingsOfDay)
    private readonly newestReadingsOfDay: StatementOf<typeof readingStatements.newestReadingsOfDay>,
  ) {}

  async list(device: string, limit: number, cursor?: string): Promise<ReadingsPageDto> {
    const readings: StoredReadingDto[] = [];
    let place = cursor === undefined ? await this.#dayBefore(device, endOfTime) : decodeCursor(cursor);
    while (place !== null && readings.length < limit) {
      const { day, pagingState } = place;
      const page = await readPage(this.session, this.newestReadingsOfDay.bind([device, day]), {
        limit: limit - readings.length,
        pagingState,
      });
      readings.push(...page.rows);
      place = page.pagingState === null ? await this.#dayBefore(device, day) : { day, pagingState: page.pagingState };
    }
    return { readings, cursor: place && encodeCursor(place) };
  }

  async #dayBefore(device: string, day: types.LocalDate): Promise<ReadingsCursor | null> {
    const row = (await this.session.execute(this.newestDayBefore, [device, day])).one();
    return row && { day: row.day, pagingState: null };
  }
}
