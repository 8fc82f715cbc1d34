import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbeOptions } from '../cql/probe';
import type { CassandraNode, NodeState } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { outputOf } from '../processes';
import { deathSignalPrefix } from './death-watch';
import { javaArguments, nodetoolArguments } from './java-arguments';
import { waitUntilReady, type Readiness } from './readiness';
import { suspend } from './suspend';
import { logbackConfig, silentLogbackConfig } from '../server/server-config';

const gracefulStopMs = 30_000;
const nodetoolTimeoutMs = 10 * 60_000;
const shownLogLines = 25;
const shownLineLength = 400;

// The shell writes its own process id, which java then takes over: a node never runs without its id in the file.
const launcher = 'echo $$ > "$0"; exec "$@"';

/** The Cassandra that a node runs. */
export interface Installation {
  readonly java: string;
  readonly jars: readonly string[];
  readonly version: string;
}

export interface LocalNodeOptions extends Installation {
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly jmxPort: number;
  readonly datacenter: string;
  readonly rack: string;
  readonly heapMb: number;
  readonly jvmOptions: readonly string[];
  readonly properties: (isRestart: boolean) => Readonly<Record<string, string>>;
  /** The settings of the node, as this version of Cassandra names them. */
  readonly config: (version: string) => Readonly<Record<string, unknown>>;
  /** Additional files for the folder, besides the configuration: name and content. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  readonly startupTimeoutMs: number;
  readonly probe?: ProbeOptions['tls'];
  /** Called before the node starts or pauses. Returns a function that waits until the running nodes and this one know one another again. */
  readonly followReturn: (node: LocalNode, wasUp: boolean) => Promise<() => Promise<void>>;
}

/** The server could not listen on its port: another process has taken it meanwhile. */
export class PortTakenError extends FixtureError {}

/** One Cassandra process of a LocalCassandra, with its folder. */
export class LocalNode implements CassandraNode {
  #options: LocalNodeOptions;
  #process: ChildProcess | undefined;
  #isPaused = false;
  #hasCrashed = false;
  #logStart = 0;
  #rejoining: Promise<void> | undefined;
  #resumed: (() => Promise<void>) | undefined;

  constructor(options: LocalNodeOptions) {
    this.#options = options;
  }

  get address(): string {
    return this.#options.address;
  }

  get port(): number {
    return this.#options.port;
  }

  get datacenter(): string {
    return this.#options.datacenter;
  }

  get rack(): string {
    return this.#options.rack;
  }

  get state(): NodeState {
    if (!this.#process) return 'stopped';
    return this.#isPaused ? 'paused' : 'running';
  }

  /** Whether the process has ended unexpectedly. */
  get hasCrashed(): boolean {
    return this.#hasCrashed;
  }

  get logFile(): string {
    return join(this.#options.folder, 'system.log');
  }

  async logSize(): Promise<number> {
    return (await stat(this.logFile).catch(() => undefined))?.size ?? 0;
  }

  logs(): Promise<string> {
    return readFile(this.logFile, 'utf8').catch(() => '');
  }

  async start(): Promise<void> {
    const settled = await this.#options.followReturn(this, false);
    await this.launch();
    await settled();
  }

  /** Starts the process and waits until it answers, whatever the state of the other nodes. */
  async launch(signal?: AbortSignal): Promise<void> {
    if (this.#process) throw this.#wrongState('start', 'running');
    await this.#prepareFolder();
    this.#logStart = await this.logSize();
    await this.#spawn(this.#logStart > 0);
    const { address, port, probe, startupTimeoutMs } = this.#options;
    try {
      const readiness = await waitUntilReady(
        {
          address,
          port,
          probe,
          logFile: this.logFile,
          logStart: this.#logStart,
          isRunning: () => this.#process !== undefined,
        },
        Date.now() + startupTimeoutMs,
        signal,
      );
      if (readiness.kind !== 'ready') throw await this.#failure(readiness);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Replaces the Cassandra of a stopped node: the next start runs this one, on the data that is there. */
  replaceInstallation(installation: Installation): void {
    if (this.#process) throw this.#wrongState('replace the Cassandra of', 'running');
    this.#options = { ...this.#options, ...installation };
  }

  async stop(): Promise<void> {
    this.#continue();
    await this.#end('SIGTERM');
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async pause(): Promise<void> {
    this.#running('pause');
    this.#resumed = await this.#options.followReturn(this, true);
    const { pid } = this.#running('pause');
    this.#isPaused = true;
    await suspend(pid as number);
  }

  async resume(): Promise<void> {
    this.#running('resume');
    this.#continue();
    const resumed = this.#resumed;
    this.#resumed = undefined;
    await resumed?.();
  }

  #continue(): void {
    this.#process?.kill('SIGCONT');
    this.#isPaused = false;
  }

  async nodetool(...args: string[]): Promise<string> {
    this.#running('ask');
    const { java, jars, jmxPort, folder } = this.#options;
    const logbackFile = join(folder, 'logback-tools.xml');
    return outputOf(
      java,
      nodetoolArguments({ jars, jmxPort, homeFolder: folder, logbackFile, args }),
      nodetoolTimeoutMs,
    );
  }

  /**
   * Leaves the gossip of the cluster and joins it again, so that the other nodes ask anew whether this one is alive. Does nothing where the
   * node cannot do so yet. Calls at the same time share one.
   */
  rejoinGossip(): Promise<void> {
    this.#rejoining ??= this.#rejoinGossip().finally(() => (this.#rejoining = undefined));
    return this.#rejoining;
  }

  async #rejoinGossip(): Promise<void> {
    try {
      await this.nodetool('disablegossip');
    } catch {
      return;
    }
    await this.nodetool('enablegossip');
  }

  async #prepareFolder(): Promise<void> {
    const { folder, config, version, files } = this.#options;
    await mkdir(join(folder, 'tmp'), { recursive: true });
    await writeFile(join(folder, 'cassandra.yaml'), JSON.stringify(config(version), null, 2), { mode: 0o600 });
    await writeFile(join(folder, 'logback.xml'), logbackConfig);
    await writeFile(join(folder, 'logback-tools.xml'), silentLogbackConfig);
    for (const [name, content] of files) await writeFile(join(folder, name), content, { mode: 0o600 });
  }

  async #spawn(isRestart: boolean): Promise<void> {
    const { folder, java, jars, heapMb, jvmOptions, jmxPort, properties } = this.#options;
    const args = javaArguments({
      jars,
      heapMb,
      jvmOptions,
      properties: {
        'cassandra.config': `file://${join(folder, 'cassandra.yaml')}`,
        'cassandra.storagedir': folder,
        'cassandra.logdir': folder,
        'logback.configurationFile': join(folder, 'logback.xml'),
        'java.io.tmpdir': join(folder, 'tmp'),
        'jna.tmpdir': join(folder, 'tmp'),
        'cassandra.jmx.local.port': String(jmxPort),
        ...properties(isRestart),
      },
    });
    const command = [...(await deathSignalPrefix()), 'sh', '-c', launcher, join(folder, 'pid'), java, ...args];
    const log = openSync(this.logFile, 'a');
    const child = spawn(command[0] as string, command.slice(1), {
      cwd: folder,
      stdio: ['ignore', log, log],
      // In its own session: Ctrl-C in a terminal ends our process, which then ends the node.
      detached: true,
    });
    closeSync(log);
    await once(child, 'spawn');
    child.unref();
    this.#process = child;
    this.#isPaused = false;
    child.once('exit', () => {
      if (this.#process !== child) return;
      this.#process = undefined;
      this.#hasCrashed = true;
    });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child) return;
    // From here on, the end of the process is expected.
    this.#process = undefined;
    this.#isPaused = false;
    const exit = once(child, 'exit');
    child.ref();
    child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), gracefulStopMs);
    await exit;
    clearTimeout(insist);
    await rm(join(this.#options.folder, 'pid'), { force: true });
  }

  #running(action: string): ChildProcess {
    if (!this.#process) throw this.#wrongState(action, 'stopped');
    return this.#process;
  }

  #wrongState(action: string, state: string): FixtureError {
    return new FixtureError(fixtureErrorCode.stopped, `Cannot ${action} node ${this.address}: it is ${state}`);
  }

  async #failure({ kind, what }: Exclude<Readiness, { kind: 'ready' }>): Promise<FixtureError> {
    const lines = (await this.logs()).trimEnd().split('\n').slice(-shownLogLines);
    const shown = lines.map((line) => (line.length > shownLineLength ? `${line.slice(0, shownLineLength)}...` : line));
    const message = `Cassandra at ${this.address}:${this.port} ${what}. The end of its log:\n${shown.join('\n')}`;
    if (kind === 'portTaken') return new PortTakenError(fixtureErrorCode.startFailed, message);
    return new FixtureError(
      kind === 'timedOut' ? fixtureErrorCode.startTimedOut : fixtureErrorCode.startFailed,
      message,
    );
  }
}
