import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { probeCql, type ProbeOptions } from '../cql/probe';
import type { CassandraNode, NodeState } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { deathSignalPrefix } from './death-watch';
import { javaArguments } from './java-arguments';
import { LogFollower } from './log-follower';
import { logbackConfig } from './server-config';

const pollMs = 50;
const probeTimeoutMs = 5_000;
const gracefulStopMs = 30_000;
const shownLogLines = 25;
const shownLineLength = 400;

const listening = /Starting listening for CQL clients on/;
const bindFailure = /Failed to bind port|Address already in use|BindException/;

// The shell writes its own process id, which java then takes over: no moment in which a node runs without its id on file.
const launcher = 'echo $$ > "$0"; exec "$@"';

export interface LocalNodeOptions {
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly java: string;
  readonly jars: readonly string[];
  readonly heapMb: number;
  readonly jvmOptions: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly startupTimeoutMs: number;
  readonly probe?: ProbeOptions['tls'];
}

/** The server could not listen where it was told to: another process took the port since we looked. */
export class PortTakenError extends FixtureError {}

/** One Cassandra process of a LocalCassandra, with its folder. */
export class LocalNode implements CassandraNode {
  #process: ChildProcess | undefined;
  #isPaused = false;
  #hasCrashed = false;

  constructor(private readonly options: LocalNodeOptions) {}

  get address(): string {
    return this.options.address;
  }

  get port(): number {
    return this.options.port;
  }

  get state(): NodeState {
    if (!this.#process) return 'stopped';
    return this.#isPaused ? 'paused' : 'running';
  }

  /** Whether the process has ended once without being told to. */
  get hasCrashed(): boolean {
    return this.#hasCrashed;
  }

  get logFile(): string {
    return join(this.options.folder, 'system.log');
  }

  logs(): Promise<string> {
    return readFile(this.logFile, 'utf8').catch(() => '');
  }

  async start(signal?: AbortSignal): Promise<void> {
    if (this.#process) throw this.wrongState('start', 'running');
    const logStart = await this.prepareFolder();
    await this.spawn();
    try {
      await this.waitUntilReady(logStart, signal);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#isPaused) await this.resume();
    await this.end('SIGTERM');
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  async pause(): Promise<void> {
    this.running('pause').kill('SIGSTOP');
    this.#isPaused = true;
  }

  async resume(): Promise<void> {
    this.running('resume').kill('SIGCONT');
    this.#isPaused = false;
  }

  private async prepareFolder(): Promise<number> {
    const { folder, config } = this.options;
    await mkdir(join(folder, 'tmp'), { recursive: true });
    await writeFile(join(folder, 'cassandra.yaml'), JSON.stringify(config, null, 2), { mode: 0o600 });
    await writeFile(join(folder, 'logback.xml'), logbackConfig);
    return (await stat(this.logFile).catch(() => undefined))?.size ?? 0;
  }

  private async spawn(): Promise<void> {
    const { folder, java, jars, heapMb, jvmOptions, properties } = this.options;
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
        ...properties,
      },
    });
    const command = [...(await deathSignalPrefix()), 'sh', '-c', launcher, join(folder, 'pid'), java, ...args];
    const log = openSync(this.logFile, 'a');
    const child = spawn(command[0] as string, command.slice(1), {
      cwd: folder,
      stdio: ['ignore', log, log],
      // Its own session: Ctrl-C in a terminal ends us, and we end the node.
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

  private async waitUntilReady(logStart: number, signal?: AbortSignal): Promise<void> {
    const log = new LogFollower(this.logFile, logStart);
    const deadline = Date.now() + this.options.startupTimeoutMs;
    for (let isListening = false; !isListening;) {
      await delay(pollMs, undefined, { signal });
      const hasExited = !this.#process;
      for (const line of await log.readLines()) {
        if (bindFailure.test(line)) throw await this.failure(PortTakenError, 'could not bind its port');
        if (listening.test(line)) isListening = true;
      }
      if (hasExited) throw await this.failure(FixtureError, 'ended before it was ready');
      if (Date.now() > deadline) throw await this.timedOut('was not ready');
    }
    // The line of the log came from our process; only the answer shows that it serves.
    const { address, port, probe } = this.options;
    for (;;) {
      const problem = await probeCql(address, port, { timeoutMs: probeTimeoutMs, tls: probe });
      if (!problem) return;
      if (!this.#process) throw await this.failure(FixtureError, 'ended before it answered');
      if (Date.now() > deadline) throw await this.timedOut(`did not answer (${problem})`);
      await delay(pollMs, undefined, { signal });
    }
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child) return;
    // From here on its end is no crash.
    this.#process = undefined;
    this.#isPaused = false;
    const exit = once(child, 'exit');
    child.ref();
    child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), gracefulStopMs);
    await exit;
    clearTimeout(insist);
    await rm(join(this.options.folder, 'pid'), { force: true });
  }

  private running(action: string): ChildProcess {
    if (!this.#process) throw this.wrongState(action, 'stopped');
    return this.#process;
  }

  private wrongState(action: string, state: string): FixtureError {
    return new FixtureError(fixtureErrorCode.stopped, `Cannot ${action} node ${this.address}: it is ${state}`);
  }

  private timedOut(what: string): Promise<FixtureError> {
    const { startupTimeoutMs } = this.options;
    return this.failure(FixtureError, `${what} within ${startupTimeoutMs} ms`, fixtureErrorCode.startTimedOut);
  }

  private async failure(
    kind: typeof FixtureError,
    what: string,
    code: FixtureError['code'] = fixtureErrorCode.startFailed,
  ): Promise<FixtureError> {
    const lines = (await this.logs()).trimEnd().split('\n').slice(-shownLogLines);
    const shown = lines.map((line) => (line.length > shownLineLength ? `${line.slice(0, shownLineLength)}...` : line));
    return new kind(
      code,
      `Cassandra at ${this.address}:${this.port} ${what}. The end of its log:\n${shown.join('\n')}`,
    );
  }
}
