import { execFile } from 'node:child_process';

/** What a command printed; rejects with its output when it fails, or when it is not there. */
export function outputOf(file: string, args: readonly string[], timeoutMs = 30_000): Promise<string> {
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
    // EPERM: it lives and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process, or undefined when there is none. Tells a process from a later one with the same id. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    return await outputOf('ps', ['-ww', '-p', String(pid), '-o', 'args=']);
  } catch {
    return undefined;
  }
}
