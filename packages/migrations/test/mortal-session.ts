import {
  SessionWrapper,
  type AsyncCluster,
  type AsyncResultSet,
  type ExecuteOptions,
  type Row,
} from '@async-cassandra/core';
import type { ExecutableStatement, StatementParameters } from '@async-cassandra/core';

/** A session that is closed with its cluster before or after the statement of a migration with this number: for others, its process has died. */
export class MortalSession extends SessionWrapper {
  #begun = 0;

  constructor(
    private readonly cluster: AsyncCluster,
    session: ConstructorParameters<typeof SessionWrapper>[0],
    private readonly when: 'before' | 'after',
    private readonly number: number,
  ) {
    super(session);
  }

  override async execute<R = Row, P extends StatementParameters = StatementParameters>(
    statement: ExecutableStatement<R, P>,
    parameters?: NoInfer<P>,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    // Only statements of migrations set a keyspace option.
    const isLast = options?.keyspace !== undefined && ++this.#begun === this.number;
    if (isLast && this.when === 'before') await this.#die();
    const result = await super.execute<R, P>(statement, parameters, options);
    if (isLast) await this.#die();
    return result;
  }

  async #die(): Promise<never> {
    await this.cluster.shutdown();
    throw new Error('the process has died');
  }
}
