import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createRunFolder, keepLogs, sweepRuns } from './run-folder';

// The highest process id that Linux and macOS can give is far below.
const noProcess = 2 ** 30;

describe('run folders', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'run-folder-spec-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function folderNamed(name: string): string {
    const folder = join(root, name);
    mkdirSync(join(folder, 'node-1'), { recursive: true });
    return folder;
  }

  it('stay while their process lives', async () => {
    const folder = await createRunFolder(root);
    await sweepRuns(root);
    expect(existsSync(folder)).toBe(true);
  });

  it('go when their process is gone', async () => {
    const folder = folderNamed(`run-${hostname()}-${noProcess}-abc`);
    await sweepRuns(root);
    expect(existsSync(folder)).toBe(false);
  });

  it('of another machine stay: its processes are unknown here', async () => {
    const folder = folderNamed(`run-elsewhere-${noProcess}-abc`);
    await sweepRuns(root);
    expect(existsSync(folder)).toBe(true);
  });

  it('take a node with them that outlived its owner', async () => {
    const folder = folderNamed(`run-${hostname()}-${noProcess}-abc`);
    const node = spawn('sh', ['-c', 'read -r line', folder]);
    writeFileSync(join(folder, 'node-1', 'pid'), `${node.pid}\n`);
    const exit = once(node, 'exit');
    await sweepRuns(root);
    expect(await exit).toEqual([null, 'SIGKILL']);
  });

  it('spare a later process that has the id of a node', async () => {
    const folder = folderNamed(`run-${hostname()}-${noProcess}-abc`);
    const other = spawn('sh', ['-c', 'read -r line'], { stdio: ['pipe', 'ignore', 'ignore'] });
    writeFileSync(join(folder, 'node-1', 'pid'), `${other.pid}\n`);
    await sweepRuns(root);
    const exit = once(other, 'exit');
    other.stdin.end('\n');
    expect(await exit).toEqual([0, null]);
  });

  it('leave the logs of a failure where they can be read, for a week', async () => {
    const folder = await createRunFolder(root);
    const log = join(folder, 'node-1', 'system.log');
    mkdirSync(join(folder, 'node-1'));
    writeFileSync(log, 'oh no');
    const kept = await keepLogs(folder, [log]);
    expect(readdirSync(kept)).toEqual(['node-1-system.log']);

    await sweepRuns(root);
    expect(existsSync(kept)).toBe(true);

    const twoWeeksAgo = Date.now() / 1000 - 14 * 86_400;
    utimesSync(kept, twoWeeksAgo, twoWeeksAgo);
    await sweepRuns(root);
    expect(readdirSync(root)).toEqual([basename(folder)]);
  });
});
