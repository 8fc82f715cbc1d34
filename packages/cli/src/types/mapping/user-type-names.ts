// The named interfaces of user types: what a row holds, and what may be passed. Only those that a statement uses are written.
import { qualified, type CqlType } from '../schema/cql-type';

interface UsedUserType {
  readonly keyspace: string;
  readonly name: string;
  readonly direction: 'read' | 'write';
}

export class UserTypeNames {
  readonly #names = new Map<string, string>();
  readonly #used = new Map<string, UsedUserType>();

  readonly #userTypes: ReadonlyMap<string, Readonly<Record<string, CqlType>>>;

  constructor(userTypes: ReadonlyMap<string, Readonly<Record<string, CqlType>>>) {
    this.#userTypes = userTypes;
    const taken = new Set<string>();
    for (const key of [...userTypes.keys()].sort()) {
      const wanted = key
        .split(/[^A-Za-z0-9]+/)
        .map(capitalized)
        .join('');
      const first = /^[A-Z]/.test(wanted) ? wanted : `Type${wanted}`;
      let name = first;
      for (let count = 2; taken.has(name); count++) name = `${first}${count}`;
      taken.add(name).add(`${name}Input`);
      this.#names.set(key, name);
    }
  }

  /** Names the interface, which is thereby used. */
  nameOf(keyspace: string, name: string, direction: 'read' | 'write'): string {
    const interfaceName = `${this.#names.get(qualified(keyspace, name))!}${direction === 'read' ? '' : 'Input'}`;
    this.#used.set(interfaceName, { keyspace, name, direction });
    return interfaceName;
  }

  fieldTypes(keyspace: string, name: string): readonly CqlType[] {
    return Object.values(this.fields(keyspace, name));
  }

  fields(keyspace: string, name: string): Readonly<Record<string, CqlType>> {
    return this.#userTypes.get(qualified(keyspace, name)) ?? {};
  }

  /** The used interfaces by their names. Writing one may use others, which come later. */
  get used(): ReadonlyMap<string, UsedUserType> {
    return this.#used;
  }
}

function capitalized(word: string): string {
  return word === '' ? '' : word[0]!.toUpperCase() + word.slice(1);
}
