import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../cache-folder';
import { commandLineOf } from '../processes';
import type { KeptSettings } from './other-settings';

/** The word in its command line that tells a keeper from a later process with the same id. */
export const keeperWord = 'keep-server';

/** A server that was left running: the process that keeps it, and the environment from which others find it. */
export interface KeptServer {
  readonly pid: number;
  readonly environment: Record<string, string>;
  /** Absent in what an earlier version of this package wrote. */
  readonly settings?: KeptSettings;
}

const serversFolder = () => join(cacheFolder(), 'servers');

export function serverFile(name: string): string {
  return join(serversFolder(), `${name}.json`);
}

/** The names of the servers that were left running, including those whose keeper has been killed since. */
export async function namesOfServers(): Promise<string[]> {
  const files = await readdir(serversFolder()).catch(() => []);
  return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
}

/** The server of that name, if its keeper lives. What a killed keeper left is removed. */
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
