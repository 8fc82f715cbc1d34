// The test kit as a project has it installed, for `--schema` and `--migrations`: instead of a Cassandra to throw away, it gives the server of
// this run, and drops one keyspace when that server is stopped.
import { startCassandra, type CassandraFixture, type StartOptions } from '@async-cassandra/testing';
import type { TypesProject } from './types-project';

const name = 'standInForStartCassandra';

export class StandInKit {
  /** The options of each start. */
  readonly starts: StartOptions[] = [];
  stops = 0;
  readonly #keyspace: string;

  constructor(keyspace: string) {
    this.#keyspace = keyspace;
    (globalThis as Record<string, unknown>)[name] = (options: StartOptions) => this.#start(options);
  }

  installIn(project: TypesProject): void {
    const folder = 'node_modules/@async-cassandra/testing';
    project.write(`${folder}/package.json`, JSON.stringify({ name: '@async-cassandra/testing', main: 'index.js' }));
    project.write(`${folder}/index.js`, `exports.startCassandra = (options) => globalThis.${name}(options);\n`);
  }

  async #start(options: StartOptions): Promise<CassandraFixture> {
    this.starts.push(options);
    const fixture = await startCassandra();
    const stop = async () => {
      this.stops++;
      await fixture.runCql(`DROP KEYSPACE IF EXISTS ${this.#keyspace}`);
      await fixture.stop();
    };
    const clusterOptions = () => fixture.clusterOptions();
    const runCql: CassandraFixture['runCql'] = (...args) => fixture.runCql(...args);
    return { clusterOptions, runCql, stop } as CassandraFixture;
  }
}
