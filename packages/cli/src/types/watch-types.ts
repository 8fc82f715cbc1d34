// `--watch`: one generation after each change of the sources, of the configuration, or of the schema.
import { statSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { CliError } from '../command-line/cli-error';
import { describeError } from '../command-line/describe-error';
import { exitCode, type ExitCode } from '../command-line/exit-code';
import { openFactServer, type FactServer } from './fact-sources';
import { FolderWatch } from './folder-watch';
import { askedOf, generate, readSources, type Sources } from './generation';
import { writeGeneration } from './run-types';
import { ParsedFiles } from './source/parsed-files';
import { foldersOf } from './source/project';
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

/** A server, and the settings that it was opened with, as text. */
interface Opened {
  readonly server: FactServer;
  readonly settings: string;
}

class Watching {
  readonly #ts: TypeScript;
  readonly #invocation: TypesInvocation;
  readonly #parsed: ParsedFiles;
  readonly #folders = new FolderWatch((file) => this.#fileChanged(file));
  #settings: TypesSettings | undefined;
  #opened: Opened | undefined;
  /** Whether the schema of a throw-away server has changed since it was opened. */
  #isSchemaOld = false;
  #changed = deferred();

  constructor(ts: TypeScript, invocation: TypesInvocation) {
    this.#ts = ts;
    this.#invocation = invocation;
    this.#parsed = new ParsedFiles(ts);
  }

  async run(): Promise<void> {
    const { signal, terminal } = this.#invocation;
    const onAbort = () => this.#changed.resolve();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        this.#changed = deferred();
        await this.#generate().catch((error: unknown) => this.#show(error));
        if (signal.aborted) break;
        terminal.note('Watching for changes; Ctrl-C ends it');
        await this.#changed.promise;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    if (signal.reason instanceof CliError) throw signal.reason;
  }

  async close(): Promise<void> {
    this.#folders.close();
    await this.#closeServer();
  }

  /** What is read is watched before: a change while it is read is another generation. */
  async #generate(): Promise<void> {
    const { folder, signal } = this.#invocation;
    this.#watch(this.#settings);
    const settings = await typesSettings(this.#invocation);
    this.#settings = settings;
    this.#watch(settings);
    const sources = readSources(this.#ts, settings, folder, this.#parsed);
    this.#watch(settings, sources);
    const server = await this.#serverFor(settings);
    const answered = await server.describe(askedOf(sources.found), signal);
    const generation = generate(this.#ts, sources, answered, settings);
    await writeGeneration(this.#ts, this.#invocation, { settings, sources, generation });
  }

  /** Keeps the server as long as nothing has changed that it was opened with. */
  async #serverFor(settings: TypesSettings): Promise<FactServer> {
    const { server, configuration } = settings;
    const { keyspace } = configuration.config;
    const text = inspect([server, keyspace, server.kind === 'cluster' ? configuration.cluster : {}], { depth: 8 });
    if (this.#isSchemaOld || this.#opened?.settings !== text) await this.#closeServer();
    this.#isSchemaOld = false;
    if (this.#opened === undefined) {
      const opened = await openFactServer(this.#invocation, settings);
      opened.onChange(() => this.#settle());
      this.#opened = { server: opened, settings: text };
    }
    return this.#opened.server;
  }

  async #closeServer(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.server.close();
  }

  /** Also when the settings or the sources cannot be read: a file that is mended is a change. */
  #watch(settings: TypesSettings | undefined, sources?: Sources): void {
    const folders = new Map([[this.#invocation.folder, false]]);
    if (settings !== undefined) {
      const { project, configuration, server } = settings;
      folders.set(path.dirname(project), false);
      if (configuration.file !== undefined) folders.set(path.dirname(configuration.file), false);
      if (server.kind !== 'cluster') folders.set(path.dirname(server.path), false);
      if (server.kind === 'migrations') folders.set(server.path, false);
      for (const [folder, isRecursive] of this.#foldersOf(project)) {
        folders.set(folder, isRecursive || folders.get(folder) === true);
      }
    }
    for (const { lean } of sources?.projects ?? []) {
      for (const source of lean.getSourceFiles()) {
        if (source.isDeclarationFile || lean.isSourceFileFromExternalLibrary(source)) continue;
        const folder = path.dirname(path.normalize(source.fileName));
        if (!folders.has(folder)) folders.set(folder, false);
      }
    }
    this.#folders.watch(folders);
  }

  #foldersOf(project: string): ReadonlyMap<string, boolean> {
    try {
      return foldersOf(this.#ts, project);
    } catch {
      // Reading the sources meets the same error, and shows it.
      return new Map();
    }
  }

  #fileChanged(file: string): void {
    const { output, snapshot, server } = this.#settings ?? {};
    // Our own files: their change is the end of a generation.
    if (file === output || file === snapshot || file.endsWith('.new')) return;
    const isSchema = server !== undefined && server.kind !== 'cluster' && isWithin(server.path, file);
    if (isSchema) this.#isSchemaOld = true;
    if (isSchema || /\.(?:[cm]?[jt]sx?|json)$/.test(file) || isFolder(file)) this.#settle();
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

function isWithin(place: string, file: string): boolean {
  return file === place || file.startsWith(place + path.sep);
}

/** One that is gone has no kind any more; its name has no extension. */
function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? path.extname(file) === '';
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
