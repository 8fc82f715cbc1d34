import type { types } from '@async-cassandra/core';
import { BatchStatement, type AsyncCassandraSession, type Page } from '@async-cassandra/core';

interface User {
  readonly id: types.Uuid;
  readonly name: string;
  readonly email: string | null;
}

export class UserStore {
  readonly #session: AsyncCassandraSession;

  constructor(session: AsyncCassandraSession) {
    this.#session = session;
  }

  /** Parameters by name: a field that is undefined keeps its value, null deletes it. */
  async save(user: { id: types.Uuid; name: string | undefined; email: string | null | undefined }): Promise<void> {
    const insert = 'INSERT INTO users (id, name, email) VALUES (:id, :name, :email)';
    await this.#session.execute(insert, user, { isIdempotent: true });
  }

  async find(id: types.Uuid): Promise<User | null> {
    const result = await this.#session.execute<User>('SELECT id, name, email FROM users WHERE id = ?', [id]);
    return result.one();
  }

  /** True for one caller only, even if many call at the same time. */
  async claimName(name: string, id: types.Uuid): Promise<boolean> {
    const result = await this.#session.execute('INSERT INTO names (name, id) VALUES (?, ?) IF NOT EXISTS', [name, id]);
    return result.wasApplied === true;
  }

  /** Changes both tables, or neither. */
  async rename(id: types.Uuid, oldName: string, newName: string): Promise<void> {
    const batch = new BatchStatement({ isIdempotent: true })
      .add('UPDATE users SET name = ? WHERE id = ?', [newName, id])
      .add('DELETE FROM names WHERE name = ?', [oldName])
      .add('INSERT INTO names (name, id) VALUES (?, ?)', [newName, id]);
    await this.#session.executeBatch(batch);
  }

  /** One page for a list on a screen. Its `pagingState` is the start of the next page. */
  page(pagingState: string | null): Promise<Page<User>> {
    return this.#session.executePage<User>('SELECT id, name, email FROM users', [], { fetchSize: 20, pagingState });
  }
}
