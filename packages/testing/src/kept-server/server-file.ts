import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../cache-folder';
import { commandLineOf } from '../processes';
import type { KeptSettings } from './other-settings';

/** A word in the command line of a keeper that distinguishes it from a later process with the same id. */
export const keeperWord = 'keep-server';

/** A server that was left running: its keeper process, and the environment that describes the server to other processes. */
export interface KeptServer {
  readonly pid: number;
  readonly environment: Record<string, string>;
  /** Absent in files of an earlier version of this package. */
  readonly settings?: KeptSettings;
}

const serversFolder = () => join(cacheFolder(), 'servers');

export function serverFile(name: string): string {
  return join(serversFolder(), `${name}.json`);
}

/** Returns the names of the servers that were left running, including those whose keeper was killed. */
export async function namesOfServers(): Promise<string[]> {
  const files = await readdir(serversFolder()).catch(() => []);
  return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
}

/** Returns the server of that name if its keeper is alive. Removes the file of a killed keeper. */
export async function readServer(name: string): Promise<KeptServer | undefined> {
  const text = await readFile(serverFile(name), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const server = JSON.parse(text) as KeptServer;
  if ((await commandLineOf(server.pid))?.includes(keeperWord)) return server;
  await removeServer(name);
  return undefined;
}

export async function writeServer(name: string, server: KeptServer): Promise<void> {
  const file = serverFile(name);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, JSON.stringify(server, null, 2), { mode: 0o600 });
  await rename(partial, file);
}

export function removeServer(name: string): Promise<void> {
  return rm(serverFile(name), { force: true });
}
