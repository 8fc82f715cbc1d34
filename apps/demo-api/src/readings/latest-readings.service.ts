import { AsyncCassandraSession, types, type PreparedStatement } from '@async-cassandra/core';
import { InjectStatement } from '@async-cassandra/nestjs';
import { Injectable } from '@nestjs/common';
import { readPage } from '../read-page';
import type { ReadingDto, ReadingsPageDto } from './reading.dto';
import { decodeCursor, encodeCursor, type ReadingsCursor } from './readings-cursor';

const endOfTime = types.LocalDate.fromString('9999-12-31');

/** The readings of a device from the newest to the oldest, page by page, across days. */
@Injectable()
export class LatestReadingsService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement('newestDayBefore') private readonly newestDayBefore: PreparedStatement<{ day: types.LocalDate }>,
    @InjectStatement('newestReadingsOfDay') private readonly newestReadingsOfDay: PreparedStatement<ReadingDto>,
  ) {}

  async list(device: string, limit: number, cursor?: string): Promise<ReadingsPageDto> {
    const readings: ReadingDto[] = [];
    let place = cursor === undefined ? await this.#dayBefore(device, endOfTime) : decodeCursor(cursor);
    while (place !== null && readings.length < limit) {
      const { day, pagingState } = place;
      const page = await readPage(this.session, this.newestReadingsOfDay, [device, day], {
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
