// Runs a command like the program, and captures its output.
import { PassThrough } from 'node:stream';
import { runCommandLine, type ExitCode, type OutputStream } from '../src/index';

export interface CapturedRun {
  readonly exit: ExitCode;
  readonly out: string;
  readonly error: string;
}

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  readonly signal?: AbortSignal;
  readonly input?: string;
  /** Makes the output a terminal of this width. */
  readonly columns?: number;
}

export async function run(words: readonly string[], options: RunOptions = {}): Promise<CapturedRun> {
  const { columns, input = '', environment = {}, folder = '/', signal } = options;
  const stdin = new PassThrough();
  stdin.end(input);
  const [stdout, stderr] = [collector(columns), collector(columns)];
  const exit = await runCommandLine(words, { stdin, stdout, stderr, environment, folder, signal });
  return { exit, out: stdout.text(), error: stderr.text() };
}

function collector(columns: number | undefined): OutputStream & { text(): string } {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const text = () => Buffer.concat(chunks).toString('utf8');
  return Object.assign(stream, { text, ...(columns !== undefined && { isTTY: true, columns }) });
}
