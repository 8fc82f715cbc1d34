// Watches folders. Editors replace files, and a checkout replaces folders: a watcher of a file, or of a folder that is gone, would hear nothing more.
import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';

interface Watched {
  readonly watcher: FSWatcher;
  /** Another folder of the same name has another number. */
  readonly inode: number;
}

export class FolderWatch {
  readonly #onChange: (file: string) => void;
  readonly #watched = new Map<string, Watched>();

  /** `onChange` gets the absolute path of a file or folder that was made, written, moved or removed. */
  constructor(onChange: (file: string) => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches these folders from now on, and no others; those that do not exist are left out. True stands for all folders within that exist now,
   * except hidden ones and node_modules.
   */
  watch(folders: ReadonlyMap<string, boolean>): void {
    const wanted = new Map<string, number>();
    for (const [folder, withInner] of folders) collect(folder, withInner, wanted);
    for (const [folder, { watcher, inode }] of this.#watched) {
      if (wanted.get(folder) === inode) continue;
      watcher.close();
      this.#watched.delete(folder);
    }
    for (const [folder, inode] of wanted) if (!this.#watched.has(folder)) this.#begin(folder, inode);
  }

  close(): void {
    this.watch(new Map());
  }

  #begin(folder: string, inode: number): void {
    const watcher = watch(folder, (_, name) => this.#onChange(name === null ? folder : path.join(folder, name)));
    // A folder that is removed is an error on some systems.
    watcher.on('error', () => {
      watcher.close();
      if (this.#watched.get(folder)?.watcher === watcher) this.#watched.delete(folder);
      this.#onChange(folder);
    });
    this.#watched.set(folder, { watcher, inode });
  }
}

function collect(folder: string, withInner: boolean, found: Map<string, number>): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.isDirectory() !== true) return;
  found.set(folder, status.ino);
  if (!withInner) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const isPassedOver = entry.name === 'node_modules' || entry.name.startsWith('.');
    if (entry.isDirectory() && !isPassedOver) collect(path.join(folder, entry.name), true, found);
  }
}
