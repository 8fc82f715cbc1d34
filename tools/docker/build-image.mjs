// Builds a local image named `cassandra:<version>` where none can be pulled: a minimal Debian with Java, the artifacts of the JVM
// provider, and an entry point that understands the official image's variables. `node tools/docker/build-image.mjs [version]`
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = path.dirname(fileURLToPath(import.meta.url));

// The last Debian release that has Java 17.
const release = 'bookworm';
const otherPlatforms = /-(osx|windows|linux-aarch|linux-riscv)|macos/;
const dropped = ['var/cache', 'var/lib/apt', 'usr/share/doc', 'usr/share/man', 'usr/share/locale', 'var/log'];

/** Returns the mirror from which this machine installs. */
function debianMirror() {
  const files = [
    '/etc/apt/sources.list',
    ...readdirSync('/etc/apt/sources.list.d').map((name) => `/etc/apt/sources.list.d/${name}`),
  ];
  for (const file of files) {
    const text = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
    const uri = /^URIs:\s*(\S+)/m.exec(text)?.[1] ?? /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)/m.exec(text)?.[1];
    if (uri) return uri;
  }
  throw new Error('The apt sources of this machine name no mirror');
}

export async function hasImage(image) {
  try {
    await run('docker', ['image', 'inspect', image]);
    return true;
  } catch {
    return false;
  }
}

async function layOut(root, version, signal) {
  await run('debootstrap', ['--variant=minbase', '--include=openjdk-17-jre-headless', release, root, debianMirror()], {
    maxBuffer: 2 ** 26,
    signal,
  });
  for (const folder of dropped) {
    rmSync(path.join(root, folder), { recursive: true, force: true });
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  // Not imported at the top, because this file is loaded before anything is built.
  const testing = await import('@async-cassandra/testing/internal');
  const jars = await testing.cassandraJars(version, { step() {}, update() {} });
  const home = path.join(root, 'opt/cassandra');
  mkdirSync(path.join(home, 'lib'), { recursive: true });
  for (const jar of jars.filter((name) => !otherPlatforms.test(name))) {
    cpSync(jar, path.join(home, 'lib', path.basename(jar)));
  }
  const { logbackConfig, silentLogbackConfig } = testing;
  writeFileSync(path.join(home, 'logback.xml'), logbackConfig);
  writeFileSync(path.join(home, 'logback-tools.xml'), silentLogbackConfig);
  writeFileSync(path.join(home, 'java-options'), javaOptions(testing, jars));
  for (const name of ['entrypoint.sh', 'cqlsh', 'nodetool']) {
    cpSync(path.join(here, 'image', name), path.join(root, 'usr/local/bin', name));
  }
}

/** Returns the options of every Java process in the image: the options of the JVM provider that do not depend on the node. */
function javaOptions({ javaArguments }, jars) {
  const args = javaArguments({ jars, heapMb: 1, jvmOptions: [], properties: {} });
  const kept = args.slice(0, args.indexOf('-cp')).filter((arg) => !/^-Xm[sx]|^-Dcassandra/.test(arg));
  return kept.map((arg) => arg.replace(/^-javaagent:.*\/(jamm.*)$/, '-javaagent:/opt/cassandra/lib/$1')).join('\n');
}

export async function buildImage(
  version,
  { image = `cassandra:${version.split('.').slice(0, 2).join('.')}`, signal } = {},
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cassandra-image-'));
  try {
    const root = path.join(folder, 'rootfs');
    await layOut(root, version, signal);
    const archive = path.join(folder, 'rootfs.tar');
    await run('tar', ['-C', root, '-cf', archive, '.'], { signal });
    const changes = [
      'ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]',
      'EXPOSE 7000 9042',
      'VOLUME /var/lib/cassandra',
    ].flatMap((change) => ['--change', change]);
    await run('docker', ['import', ...changes, archive, image], { signal });
    return image;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { defaultCassandraVersion } = await import('@async-cassandra/testing');
  console.log(await buildImage(process.argv[2] ?? defaultCassandraVersion));
}
