import type { ClientOptions, types } from 'cassandra-driver';
import type { CqlAdmin } from './cql/cql-admin';
import { environmentOf } from './environment';
import type { FixtureClusterOptions, KeyspaceOptions, RunCqlOptions } from './fixture';

/** The common part of all fixtures, for any provider: statements, and the options for clients. */
export abstract class AdministeredFixture implements AsyncDisposable {
  /** @internal */
  protected abstract readonly admin: CqlAdmin;

  abstract clusterOptions(): FixtureClusterOptions;

  abstract stop(): Promise<void>;

  /** Options for `new Client(...)` of cassandra-driver. */
  driverOptions(): ClientOptions {
    return this.admin.driverOptions();
  }

  environment(): Record<string, string> {
    return environmentOf(this.clusterOptions());
  }

  createKeyspace(prefix?: string, options?: KeyspaceOptions): Promise<string> {
    return this.admin.createKeyspace(prefix, options);
  }

  dropKeyspace(name: string): Promise<void> {
    return this.admin.dropKeyspace(name);
  }

  runCql(fileOrText: string, options?: RunCqlOptions): Promise<types.Row[]> {
    return this.admin.runFileOrText(fileOrText, options);
  }

  /** @internal Runs the option `initScripts`, the last part of a start; between two of them, ends the start if the signal has aborted. */
  protected async runInitScripts(scripts: readonly string[] = [], signal?: AbortSignal): Promise<void> {
    for (const script of scripts) {
      signal?.throwIfAborted();
      await this.runCql(script);
    }
  }

  /** Calls `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
