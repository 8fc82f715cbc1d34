// Files that are written whole or not at all.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface WrittenFile {
  readonly file: string;
  readonly text: string;
}

/** Undefined when there is no such file. */
export async function textOfFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes those whose text has changed, and returns them. No file is replaced before all are written beside their places. */
export async function writeFiles(files: readonly WrittenFile[]): Promise<readonly string[]> {
  const changed: WrittenFile[] = [];
  for (const each of files) if ((await textOfFile(each.file)) !== each.text) changed.push(each);
  const beside = ({ file }: WrittenFile) => `${file}.${process.pid}.new`;
  try {
    for (const each of changed) {
      await mkdir(path.dirname(each.file), { recursive: true });
      await writeFile(beside(each), each.text);
    }
    for (const each of changed) await rename(beside(each), each.file);
  } catch (error) {
    await Promise.all(changed.map((each) => rm(beside(each), { force: true })));
    throw error;
  }
  return changed.map(({ file }) => file);
}
