// Runs commands on the server of a test, in a folder of their own.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AsyncCluster, type AsyncCassandraSession } from '@async-cassandra/core';
import type { TestKeyspace } from '@async-cassandra/testing/jest';
import { run, type CapturedRun, type RunOptions } from './captured-run';

/** Only ends endless waits: on a very busy machine, seconds become minutes. */
const lastLimitMs = 10 * 60_000;
const patient = { requestTimeoutMs: lastLimitMs, maxSchemaAgreementWaitMs: lastLimitMs, connectTimeoutMs: 60_000 };
const migrations = { lock: { waitMs: lastLimitMs, leaseMs: lastLimitMs }, statementTimeoutMs: lastLimitMs };

export class ServerCommands {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-cli-'));
  #cluster: AsyncCluster | undefined;

  constructor(private readonly keyspace: TestKeyspace) {}

  async connect(): Promise<AsyncCassandraSession> {
    const config = path.join(this.folder, 'async-cassandra.config.json');
    writeFileSync(config, JSON.stringify({ cluster: patient, migrations }));
    this.#cluster = new AsyncCluster({ ...this.keyspace.clusterOptions(), ...patient });
    return this.#cluster.connect(this.keyspace.name);
  }

  run(words: readonly string[], options: RunOptions = {}): Promise<CapturedRun> {
    const environment = { ...this.environment(), ...options.environment };
    return run(words, { folder: this.folder, ...options, environment });
  }

  /** Runs the built program in a process of its own. */
  runProgram(words: readonly string[]): Promise<CapturedRun> {
    const program = path.join(__dirname, '../bin/async-cassandra.js');
    const env = { PATH: process.env.PATH, ...this.environment() };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [program, ...words], { env, cwd: this.folder }, (_, out, error) =>
        resolve({ exit: child.exitCode as CapturedRun['exit'], out, error }),
      );
    });
  }

  async close(): Promise<void> {
    await this.#cluster?.shutdown();
    rmSync(this.folder, { recursive: true });
  }

  /** The variables by which a command finds the server. */
  environment(): NodeJS.ProcessEnv {
    const { contactPoints, port, localDatacenter, allowProtocolV4 = false } = this.keyspace.clusterOptions();
    return {
      CASSANDRA_CONTACT_POINTS: contactPoints.join(','),
      CASSANDRA_PORT: String(port),
      CASSANDRA_LOCAL_DATACENTER: localDatacenter,
      CASSANDRA_KEYSPACE: this.keyspace.name,
      CASSANDRA_ALLOW_PROTOCOL_V4: String(allowProtocolV4),
    };
  }
}
