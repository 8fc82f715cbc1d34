// The runtimes on which the packages are tested: npm packages, from the registry that this machine is configured for.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '@async-cassandra/testing/internal';
import { runNpm } from '../run-command.mjs';

const { platform, arch } = process;
const bunArch = arch === 'arm64' ? 'aarch64' : arch;
const denoPlatform = platform === 'linux' ? `linux-${arch}-glibc` : `${platform}-${arch}`;
const exe = platform === 'win32' ? '.exe' : '';

const node = (line) => ({
  name: `Node ${line}`,
  wanted: `node-${platform}-${arch}@${line}`,
  file: path.join('bin', `node${exe}`),
  args: [],
  promised: true,
});

/** `args` precede the file to run; `promised` marks a line of Node in `engines` of the packages. */
export const runtimes = [
  ...[20, 22, 24, 26].map(node),
  { name: 'Bun', wanted: `@oven/bun-${platform}-${bunArch}@1`, file: path.join('bin', `bun${exe}`), args: ['run'] },
  {
    name: 'Deno',
    wanted: `@deno/${denoPlatform}@2`,
    file: `deno${exe}`,
    args: ['run', '--allow-all', '--node-modules-dir=manual', '--no-prompt'],
  },
];

const cache = () => path.join(cacheFolder(), 'runtimes');

/** Fetches a runtime unless it is in this user's cache. Resolves with the path of its program, or with the reason why it is not available. */
export async function obtain({ wanted, file }) {
  const folder = path.join(cache(), wanted.replaceAll('/', '+'));
  const program = path.join(folder, 'node_modules', 'runtime', file);
  if (existsSync(program)) return { program };
  mkdirSync(cache(), { recursive: true });
  const fetched = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(path.join(fetched, 'package.json'), '{ "private": true }');
    const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save'];
    await runNpm([...install, `runtime@npm:${wanted}`], { cwd: fetched });
    renameSync(fetched, folder);
  } catch (error) {
    rmSync(fetched, { recursive: true, force: true });
    // Another run may have installed it meanwhile.
    if (!existsSync(program)) return { reason: reasonOf(error) };
  }
  return { program };
}

function reasonOf(error) {
  const said = /npm (?:error|ERR!) (?!code)(.+)/.exec(error.output ?? error.message)?.[1];
  return (said ?? error.message).replace(/[[\]]/g, '').trim();
}
