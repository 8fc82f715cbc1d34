import { spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder } from '../cache-folder';
import { exclusively } from '../exclusive';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import type { Progress } from '../progress';
import { findMaven } from './toolchain';

const pom = join(__dirname, '..', '..', 'jvm', 'pom.xml');
const longestWaitMs = 15 * 60_000;
const keptOutputLines = 30;

/**
 * Returns the jars of a Cassandra version, sorted. Fetched once for each user: a folder gets its final name only when it is complete,
 * so a reader needs no lock; the lock prevents several processes from fetching the same version.
 */
export async function cassandraJars(version: string, progress: Progress, signal?: AbortSignal): Promise<string[]> {
  const folder = join(cacheFolder(), `cassandra-${version}`);
  return (
    (await jarsIn(folder)) ??
    (await exclusively(
      folder,
      longestWaitMs,
      async () => {
        const fetchedByAnother = await jarsIn(folder);
        if (fetchedByAnother) return fetchedByAnother;
        await fetchJars(version, folder, progress, signal);
        return (await jarsIn(folder)) ?? [];
      },
      signal,
    ))
  );
}

export async function areJarsCached(version: string): Promise<boolean> {
  return (await jarsIn(join(cacheFolder(), `cassandra-${version}`))) !== undefined;
}

async function jarsIn(folder: string): Promise<string[] | undefined> {
  try {
    const names = await readdir(folder);
    return names.sort().map((name) => join(folder, name));
  } catch {
    return undefined;
  }
}

async function fetchJars(version: string, folder: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  const maven = await findMaven();
  progress.step(`Fetching the artifacts of Cassandra ${version} with Maven`);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await runMaven(maven, version, partial, progress, signal);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

function runMaven(
  maven: string,
  version: string,
  outputFolder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const args = ['-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  args.push(`-Dcassandra.version=${version}`, `-DoutputDirectory=${outputFolder}`);
  if (version.startsWith('3.')) args.push('-Dcassandra.thrift');
  return new Promise((resolve, reject) => {
    const child = spawn(maven, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    const lastLines: string[] = [];
    let jars = 0;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lastLines.push(line);
        if (lastLines.length > keptOutputLines) lastLines.shift();
        if (/Downloaded from .*\.jar /.test(line)) progress.update(`${++jars} downloaded`);
      });
    }
    let failure: Error | undefined;
    child.on('error', (error) => (failure = error));
    // Not before it has ended, also after the signal: it writes into the folder that is removed next.
    child.on('close', (exitCode) => {
      if (failure) return reject(failure);
      if (exitCode === 0) return resolve();
      reject(
        new FixtureError(
          fixtureErrorCode.downloadFailed,
          `Maven could not fetch Cassandra ${version} (exit code ${exitCode}). The end of its output:\n${lastLines.join('\n')}`,
        ),
      );
    });
  });
}
