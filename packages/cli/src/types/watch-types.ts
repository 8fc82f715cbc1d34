// `--watch`: one generation after each change of the sources, of the configuration, or of the schema.
import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { CliError } from '../command-line/cli-error';
import { describeError } from '../command-line/describe-error';
import { exitCode, type ExitCode } from '../command-line/exit-code';
import { openFactServer, type FactServer } from './fact-sources';
import { askedOf, generate, readSources, type Sources } from './generation';
import { writeGeneration } from './run-types';
import type { TypeScript } from './source/typescript-peer';
import { typesSettings, type TypesInvocation, type TypesSettings } from './types-settings';

/** Editors write a file in several steps. */
const settleMs = 100;

/** Runs until the signal aborts. Errors of one generation are shown, and the next change is awaited. */
export async function watchTypes(ts: TypeScript, invocation: TypesInvocation): Promise<ExitCode> {
  const watching = new Watching(ts, invocation);
  try {
    await watching.run();
  } finally {
    await watching.close();
  }
  return exitCode.done;
}

class Watching {
  readonly #ts: TypeScript;
  readonly #invocation: TypesInvocation;
  #settings: TypesSettings | undefined;
  #sources: Sources | undefined;
  #server: FactServer | undefined;
  #watchers: FSWatcher[] = [];
  #changed = deferred();

  constructor(ts: TypeScript, invocation: TypesInvocation) {
    this.#ts = ts;
    this.#invocation = invocation;
  }

  async run(): Promise<void> {
    const { signal, terminal } = this.#invocation;
    const onAbort = () => this.#changed.resolve();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        this.#changed = deferred();
        await this.#generate().catch((error: unknown) => this.#show(error));
        terminal.note('Watching for changes; Ctrl-C ends it');
        await this.#changed.promise;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    if (!(signal.reason instanceof CliError)) return;
    throw signal.reason;
  }

  async close(): Promise<void> {
    for (const each of this.#watchers) each.close();
    await this.#server?.close();
  }

  async #generate(): Promise<void> {
    const { folder, signal } = this.#invocation;
    const settings = await typesSettings(this.#invocation);
    this.#settings = settings;
    this.#sources = readSources(this.#ts, settings, folder, this.#sources?.projects);
    this.#watch(this.#sources, settings);
    this.#server ??= await this.#open(settings);
    const answered = await this.#server.describe(askedOf(this.#sources.found), signal);
    const generation = generate(this.#ts, this.#sources, answered, settings);
    await writeGeneration(this.#ts, this.#invocation, { settings, sources: this.#sources, generation });
  }

  async #open(settings: TypesSettings): Promise<FactServer> {
    const server = await openFactServer(this.#invocation, settings);
    server.onSchemaChange(() => this.#settle());
    return server;
  }

  #watch({ projects }: Sources, { project, configFile, server }: TypesSettings): void {
    for (const each of this.#watchers) each.close();
    const folders = new Map<string, boolean>([[path.dirname(project), false]]);
    for (const each of projects) for (const [folder, isRecursive] of each.folders) folders.set(folder, isRecursive);
    if (configFile !== undefined) folders.set(path.dirname(configFile), false);
    this.#watchers = [...folders].map(([folder, isRecursive]) =>
      watch(folder, { recursive: isRecursive }, (_, name) => this.#sourceChanged(folder, name)),
    );
    if (server.kind !== 'cluster') this.#watchers.push(watch(server.path, () => void this.#schemaChanged()));
  }

  #sourceChanged(folder: string, name: string | null): void {
    // Our own files: their change is the end of a generation.
    const { output, snapshot } = this.#settings!;
    const file = name === null ? undefined : path.join(folder, name);
    if (file === output || file === snapshot || name?.endsWith('.new')) return;
    if (name !== null && !/\.(?:[cm]?[jt]sx?|json)$/.test(name)) return;
    this.#settle();
  }

  /** A throw-away server with another schema is another server. */
  async #schemaChanged(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
    this.#settle();
  }

  #settle(): void {
    const { resolve } = this.#changed;
    setTimeout(resolve, settleMs).unref();
  }

  #show(error: unknown): void {
    const { signal, terminal } = this.#invocation;
    if (signal.aborted) return;
    const { message, details } = describeError(error);
    terminal.note(
      [`${terminal.errorColors.red('error')}: ${message}`, ...details.map((line) => `  ${line}`)].join('\n'),
    );
  }
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function deferred(): Deferred {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
