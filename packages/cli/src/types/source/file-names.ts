// Names of files, compared as the system does: TypeScript writes `c:/shop/src/a.ts` on Windows, where paths of Node are `C:\shop\src\a.ts`.
import path from 'node:path';

/** What decides whether two names are one file. */
export interface FileNaming {
  readonly separator: '/' | '\\';
  readonly isCaseSensitive: boolean;
}

const naming: FileNaming = { separator: path.sep, isCaseSensitive: path.sep === '/' };

/** Equal for all names of one file. Names are absolute. */
export function fileKey(file: string, { separator, isCaseSensitive }: FileNaming = naming): string {
  const slashed = path.posix.normalize(separator === '\\' ? file.replaceAll('\\', '/') : file);
  return isCaseSensitive ? slashed : slashed.toLowerCase();
}

export function isSameFile(one: string, other: string): boolean {
  return fileKey(one) === fileKey(other);
}
