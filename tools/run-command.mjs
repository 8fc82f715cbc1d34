// Runs a program of the repository and keeps its output, to show it only on failure.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandFailed } from './terminal.mjs';

export const root = path.resolve(import.meta.dirname, '..');

/**
 * Resolves with the output of the program. `onOutput` receives it as it arrives, with the child; `onMessage` receives the messages of a Node
 * program; `allowedCodes` are not failures.
 */
export function runCommand(command, args, { onOutput, onMessage, allowedCodes = [0], cwd = root, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(onMessage ? ['ipc'] : [])],
    });
    if (onMessage) child.on('message', onMessage);
    let output = '';
    const keep = (chunk) => {
      output += chunk;
      onOutput?.(chunk, child);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (allowedCodes.includes(code)) resolve(output);
      else
        reject(new CommandFailed([path.basename(command), ...args].join(' '), `ended with ${signal ?? code}`, output));
    });
  });
}

/** Runs the npm that started this process; without one, the npm of the path. */
export function runNpm(args, options) {
  const script = process.env.npm_execpath;
  return script ? runCommand(process.execPath, [script, ...args], options) : runCommand('npm', args, options);
}

/** Runs the command of an installed package with the current Node. */
export function runTool(name, args, options) {
  const folder = path.join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : (bin[name] ?? Object.values(bin)[0]);
  return runCommand(process.execPath, [path.join(folder, script), ...args], options);
}

export const runNx = (args, options) => runTool('nx', [...args, '--outputStyle=static'], options);
