import { AsyncCassandraSession, type types } from '@async-cassandra/core';
import { InjectStatement, type StatementOf } from '@async-cassandra/nestjs';
import { executeEach, mapRows, rows } from '@async-cassandra/rxjs';
import { Injectable } from '@nestjs/common';
import { count, filter, lastValueFrom, reduce, type Observable } from 'rxjs';
import { addTemperature, meanOf, noReadings } from './summary';
import type { SummaryDto } from './summary.dto';
import { summaryStatements } from './summaries.statements';

/** The days that are read at the same time. */
const concurrency = 16;

@Injectable()
export class SummariesService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement(summaryStatements.listDays)
    private readonly listDays: StatementOf<typeof summaryStatements.listDays>,
    @InjectStatement(summaryStatements.temperaturesOfDay)
    private readonly temperaturesOfDay: StatementOf<typeof summaryStatements.temperaturesOfDay>,
    @InjectStatement(summaryStatements.insertSummary)
    private readonly insertSummary: StatementOf<typeof summaryStatements.insertSummary>,
    @InjectStatement(summaryStatements.listSummaries)
    private readonly listSummaries: StatementOf<typeof summaryStatements.listSummaries>,
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
      reduce(
        (summary, { temperature }) => (temperature === null ? summary : addTemperature(summary, temperature)),
        noReadings,
      ),
      filter(({ readings }) => readings > 0),
      executeEach(this.session, this.insertSummary, (summary) => {
        const { readings, low, high } = summary;
        return [device, day, readings, low, meanOf(summary), high];
      }),
    );
  }
}
