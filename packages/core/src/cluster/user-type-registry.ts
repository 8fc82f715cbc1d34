import type { UserTypeClass, UserTypeMapping } from '../codec/encoding-options';
import { ConfigurationError } from '../errors/async-cassandra-error';

/** Maps user types to classes. Looked up for every value, so a type may be registered at any time. */
export class UserTypeRegistry implements UserTypeMapping {
  readonly #keyspaces = new Map<string, Map<string, UserTypeClass>>();

  /**
   * Registers a class; the last class registered for a type is used. Names are exact, as the server knows them.
   *
   * @throws ConfigurationError when a name is empty, or `cls` is not a class.
   */
  register(keyspace: string, userType: string, cls: UserTypeClass): void {
    checkName('keyspace', keyspace);
    checkName('user type', userType);
    if (typeof cls !== 'function' || typeof cls.prototype !== 'object') {
      throw new ConfigurationError(`The class for the user type ${keyspace}.${userType} must be a class`);
    }
    let types = this.#keyspaces.get(keyspace);
    if (types === undefined) this.#keyspaces.set(keyspace, (types = new Map()));
    types.set(userType, cls);
  }

  find(keyspace: string, userType: string): UserTypeClass | undefined {
    return this.#keyspaces.get(keyspace)?.get(userType);
  }
}

function checkName(what: string, name: unknown): void {
  if (typeof name !== 'string' || name === '') throw new ConfigurationError(`The name of a ${what} must not be empty`);
}
