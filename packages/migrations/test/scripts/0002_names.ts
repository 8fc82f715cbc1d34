/* eslint-disable ours/file-names -- named as migrations are */
import type { MigrationScript } from '../../src/index';

export const migrate = (async (session, { keyspace, progress, signal }) => {
  for await (const { id } of session.scanTable<{ id: number }>(`${keyspace}.items`, { columns: ['id'], signal })) {
    await session.execute(`UPDATE ${keyspace}.items SET name = ? WHERE id = ?`, [`item ${id}`, id]);
  }
  progress('named');
}) satisfies MigrationScript;
