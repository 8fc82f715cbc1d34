// The series that requests add to, found without building labels: by operation, by endpoint, by statement. Each map is bounded.
import type { QueryType, RequestMessage } from '../channels/messages';
import type { CountSeries, HistogramSeries } from './accumulating-metric';
import { BoundedLabel, otherLabel } from '../metrics/bounded-label';
import { operationLabel } from './operation-label';
import type { PrometheusInstruments } from './prometheus-instruments';

/** The queries of one type and operation that end in one way. */
export interface QuerySeries {
  readonly duration: HistogramSeries;
  readonly count: CountSeries;
}

interface Outcomes {
  readonly success: QuerySeries;
  readonly failure: QuerySeries;
}

/** Those without labels, or with a label of a few values. */
type ScopeSeries = Readonly<Record<'pages' | 'rows', CountSeries>>;

/** The most operations that are kept as written: `select` and `SELECT` have the same label. Others are looked up each time. */
const maxOperations = 200;
/** The most values of the label `error_type`: this package has fewer, an application that reports its own queries may have any. */
const maxErrorTypes = 200;
/** The most values of the label `host`: more nodes than a cluster has, because removed nodes count too. */
const maxHosts = 1000;

export class RequestSeries {
  readonly queue: HistogramSeries;
  readonly speculativeExecutions: CountSeries;
  readonly resultSize: Readonly<Record<QueryType, HistogramSeries>>;
  readonly scopes: Readonly<Record<RequestMessage['scope'], ScopeSeries>>;
  readonly #instruments: PrometheusInstruments;
  readonly #operations: Readonly<Record<QueryType, Map<string, Outcomes>>> = {
    simple: new Map(),
    prepared: new Map(),
    batch: new Map(),
    prepare: new Map(),
  };
  readonly #hosts = new BoundedLabel(maxHosts);
  readonly #errorTypes = new BoundedLabel(maxErrorTypes);
  readonly #attempts = new Map<string, HistogramSeries>();
  readonly #maxStatements: number;
  readonly #statements = new Map<string, HistogramSeries>();

  constructor(instruments: PrometheusInstruments, maxStatements: number) {
    this.#instruments = instruments;
    this.#maxStatements = maxStatements;
    const { queueDuration, speculativeExecutions, resultSize, pages, rows } = instruments;
    const sizeOf = (query_type: QueryType): HistogramSeries => resultSize.of({ query_type });
    const scopeOf = (scope: RequestMessage['scope']): ScopeSeries => ({
      pages: pages.of({ scope }),
      rows: rows.of({ scope }),
    });
    this.queue = queueDuration.of({});
    this.speculativeExecutions = speculativeExecutions.of({});
    this.resultSize = {
      simple: sizeOf('simple'),
      prepared: sizeOf('prepared'),
      batch: sizeOf('batch'),
      prepare: sizeOf('prepare'),
    };
    this.scopes = { all: scopeOf('all'), page: scopeOf('page') };
  }

  queriesOf(queryType: QueryType, operation: string, hasSucceeded: boolean): QuerySeries {
    const known = this.#operations[queryType];
    let outcomes = known.get(operation);
    if (outcomes === undefined) {
      outcomes = this.#outcomesOf(queryType, operationLabel(operation));
      if (known.size < maxOperations) known.set(operation, outcomes);
    }
    return hasSucceeded ? outcomes.success : outcomes.failure;
  }

  attemptsOn(endpoint: string): HistogramSeries {
    let series = this.#attempts.get(endpoint);
    if (series === undefined) {
      series = this.#instruments.attemptDuration.of({ host: this.hostLabel(endpoint) });
      if (this.#attempts.size < maxHosts) this.#attempts.set(endpoint, series);
    }
    return series;
  }

  hostLabel(endpoint: string): string {
    return this.#hosts.of(endpoint);
  }

  errorsOf(errorType: string): CountSeries {
    return this.#instruments.errors.of({ error_type: this.#errorTypes.of(errorType) });
  }

  /** Returns the series of a statement; undefined if statements have none. */
  statement({ summary, hash }: RequestMessage['statement']): HistogramSeries | undefined {
    if (this.#maxStatements === 0) return undefined;
    const known = this.#statements.get(hash);
    if (known !== undefined) return known;
    const hasRoom = this.#statements.size < this.#maxStatements;
    const statement = hasRoom ? `${summary} ${hash}`.trimStart() : otherLabel;
    const series = this.#instruments.statementDuration.of({ statement });
    if (hasRoom) this.#statements.set(hash, series);
    return series;
  }

  #outcomesOf(query_type: QueryType, operation: string): Outcomes {
    const { queryDuration, queries } = this.#instruments;
    const seriesOf = (success: string): QuerySeries => {
      const labels = { query_type, operation, success };
      return { duration: queryDuration.of(labels), count: queries.of(labels) };
    };
    return { success: seriesOf('success'), failure: seriesOf('failure') };
  }
}
