import { execFile } from 'node:child_process';

// Only for a command that hangs: on a very busy machine `java -version` takes many seconds.
const defaultTimeoutMs = 5 * 60_000;

/** Resolves with the output of a command; rejects with its output when it fails or does not exist. */
export function outputOf(file: string, args: readonly string[], timeoutMs = defaultTimeoutMs): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { timeout: timeoutMs }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout + stderr);
      const output = (stderr + stdout).trim();
      reject(output ? new Error(`${file} failed: ${output}`) : error);
    });
  });
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is alive and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Returns the command line of a process, or undefined without such a process. Distinguishes a process from a later one with the same id. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    return await outputOf('ps', ['-ww', '-p', String(pid), '-o', 'args=']);
  } catch {
    return undefined;
  }
}
