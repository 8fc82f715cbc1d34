// Installs the Docker engine and the Cassandra image, so that the Testcontainers provider is tested for real: on Debian, as root.
// Elsewhere it only looks for them. `node tools/docker/ensure-docker.mjs` prints the result.
import { execFile, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installDebianPackages } from '../debian-packages.mjs';
import { buildImage, hasImage } from './build-image.mjs';

const run = promisify(execFile);
const engineStartMs = 60_000;
const packages = ['docker.io', 'iptables', 'debootstrap'];

async function succeeds(file, args, options) {
  try {
    await run(file, args, options);
    return true;
  } catch {
    return false;
  }
}

const imageOf = (version) => `cassandra:${version.split('.').slice(0, 2).join('.')}`;

/** Describes Docker on this machine, without changing anything. */
export async function lookForDocker(version) {
  if (!(await succeeds('docker', ['info']))) return 'no daemon answers';
  const image = imageOf(version);
  return `a daemon answers and ${(await hasImage(image)) ? 'has' : 'does not have'} ${image}`;
}

async function installEngine(options) {
  const isHere = (await succeeds('dockerd', ['--version'])) && (await succeeds('debootstrap', ['--version']));
  if (!isHere) await installDebianPackages(packages, options);
}

async function startEngine() {
  const log = path.join(tmpdir(), 'dockerd.log');
  const output = openSync(log, 'a');
  const engine = spawn('dockerd', [], { detached: true, stdio: ['ignore', output, output] });
  const ended = new Promise((resolve) => engine.once('error', resolve).once('exit', resolve));
  engine.unref();
  for (const deadline = Date.now() + engineStartMs; Date.now() < deadline;) {
    if (await succeeds('docker', ['info'])) return engine.pid;
    const hasEnded = await Promise.race([ended.then(() => true), delay(250, false)]);
    if (hasEnded) break;
  }
  throw new Error(`the Docker engine does not start here (${log})`);
}

/**
 * Resolves with the image and, if the engine had to be started, its process id for `stopEngine`. Rejects with the reason
 * when Docker cannot run here.
 */
export async function ensureDocker(version, { show = () => {}, signal } = {}) {
  let startedPid;
  if (!(await succeeds('docker', ['info']))) {
    show('installing the engine');
    await installEngine({ signal });
    show('starting the engine');
    startedPid = await startEngine();
  }
  const image = imageOf(version);
  try {
    if (!(await hasImage(image)) && !(await succeeds('docker', ['pull', image], { signal }))) {
      show(`building the image ${image}`);
      await buildImage(version, { image, signal });
    }
  } catch (error) {
    await stopEngine(startedPid);
    throw error;
  }
  return { startedPid, image };
}

export async function stopEngine(pid) {
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  // The engine is our child process: once Node has seen its end, the id is free.
  while (isAlive(pid)) await delay(100);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { startedPid, image } = await ensureDocker(process.argv[2] ?? '5.0.8', { show: console.log });
  console.log(`Docker runs and has ${image}${startedPid ? ` (process ${startedPid} was started)` : ''}`);
}
