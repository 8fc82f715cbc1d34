import { AsyncCassandraSession, types, type PreparedStatement } from '@async-cassandra/core';
import { InjectStatement } from '@async-cassandra/nestjs';
import { executeEach, mapRows, rows } from '@async-cassandra/rxjs';
import { Injectable } from '@nestjs/common';
import { count, filter, lastValueFrom, reduce, type Observable } from 'rxjs';
import type { SummaryDto } from './summary.dto';
import { addTemperature, meanOf, noReadings } from './summary';

type DayRow = { readonly day: types.LocalDate };
type TemperatureRow = { readonly temperature: number };
type SummaryRow = Omit<SummaryDto, 'day'> & DayRow;

/** The days that are read at the same time. */
const concurrency = 16;

export const summaryStatements = {
  listDays: { query: 'SELECT day FROM days_of_device WHERE device = ?', isIdempotent: true },
  temperaturesOfDay: { query: 'SELECT temperature FROM readings WHERE device = ? AND day = ?', isIdempotent: true },
  insertSummary: {
    query: 'INSERT INTO summaries (device, day, readings, low, mean, high) VALUES (?, ?, ?, ?, ?, ?)',
    isIdempotent: true,
  },
  listSummaries: { query: 'SELECT day, readings, low, mean, high FROM summaries WHERE device = ?', isIdempotent: true },
};

@Injectable()
export class SummariesService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement('listDays') private readonly listDays: PreparedStatement<DayRow>,
    @InjectStatement('temperaturesOfDay') private readonly temperaturesOfDay: PreparedStatement<TemperatureRow>,
    @InjectStatement('insertSummary') private readonly insertSummary: PreparedStatement,
    @InjectStatement('listSummaries') private readonly listSummaries: PreparedStatement<SummaryRow>,
  ) {}

  /** Summarises every day of a device, and returns the number of days. Can be repeated: it starts again from the readings. */
  summarise(device: string): Promise<number> {
    // mapRows takes a day when a place is free. RxJS's mergeMap would take all days, which would wait in memory.
    const written = mapRows(this.session, this.listDays, ({ day }) => this.#summariseDay(device, day), {
      parameters: [device],
      concurrency,
    });
    return lastValueFrom(written.pipe(count()));
  }

  async list(device: string): Promise<SummaryDto[]> {
    const { rows: summaries } = await this.session.execute(this.listSummaries, [device]);
    return summaries.map(({ day, readings, low, mean, high }) => ({ day: day.toString(), readings, low, mean, high }));
  }

  /** Reads the day, summarises it while the pages arrive, and writes the summary. */
  #summariseDay(device: string, day: types.LocalDate): Observable<unknown> {
    return rows(this.session, this.temperaturesOfDay, [device, day]).pipe(
      reduce((summary, { temperature }) => addTemperature(summary, temperature), noReadings),
      filter(({ readings }) => readings > 0),
      executeEach(this.session, this.insertSummary, (summary) => {
        const { readings, low, high } = summary;
        return [device, day, readings, low, meanOf(summary), high];
      }),
    );
  }
}
