import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { commandLineOf, isProcessAlive } from '../processes';

const keptLogsMs = 7 * 24 * 60 * 60_000;

/** Returns the folder of a user's running fixtures; `tmpdir` may be shared with other users. */
export function runsFolder(): string {
  return join(tmpdir(), `async-cassandra-testing-${userInfo().username}`);
}

/** Creates a new folder for one fixture. Its name has the owner, so that a later run can remove the folder of a killed one. */
export async function createRunFolder(root = runsFolder()): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  return mkdtemp(join(root, `run-${hostname()}-${process.pid}-`));
}

/** Copies the log of each node to a folder that outlives the run. Returns that folder. */
export async function keepLogs(runFolder: string, logFiles: readonly string[]): Promise<string> {
  const kept = await mkdtemp(join(dirname(runFolder), `failed-${process.pid}-`));
  for (const file of logFiles) {
    const name = file.slice(runFolder.length + 1).replaceAll('/', '-');
    await copyFile(file, join(kept, name)).catch(() => undefined);
  }
  return kept;
}

/** Removes the folders of runs whose process has ended (and whose watcher was killed as well), and old kept logs. */
export async function sweepRuns(root = runsFolder()): Promise<void> {
  for (const name of await namesIn(root)) {
    const folder = join(root, name);
    const owner = ownerOf(name);
    if (owner !== undefined && !isProcessAlive(owner)) await removeRun(folder);
    if (name.startsWith('failed-') && (await ageMsOf(folder)) > keptLogsMs) await removeFolder(folder);
  }
}

function ownerOf(name: string): number | undefined {
  const prefix = `run-${hostname()}-`;
  return name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : undefined;
}

async function removeRun(folder: string): Promise<void> {
  for (const node of await namesIn(folder)) {
    const pid = Number(await readFile(join(folder, node, 'pid'), 'utf8').catch(() => ''));
    // Another process may have the id by now: our process names its folder in its command line.
    if (pid > 0 && (await commandLineOf(pid))?.includes(folder)) process.kill(pid, 'SIGKILL');
  }
  await removeFolder(folder);
}

/** Removes a folder into which a dying process may still write. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function ageMsOf(path: string): Promise<number> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs;
}
