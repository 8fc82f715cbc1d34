// The package that a source file belongs to: the nearest package.json with a name.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export class PackageNames {
  readonly #byFolder = new Map<string, string | undefined>();

  of(file: string): string | undefined {
    return this.#ofFolder(path.dirname(file));
  }

  #ofFolder(folder: string): string | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const above = path.dirname(folder);
    const name = nameIn(folder) ?? (above === folder ? undefined : this.#ofFolder(above));
    this.#byFolder.set(folder, name);
    return name;
  }
}

function nameIn(folder: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}
