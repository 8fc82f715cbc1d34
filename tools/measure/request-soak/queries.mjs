export const queries = {
  read: 'SELECT id, name FROM users WHERE id = ?',
  insert: 'INSERT INTO users (id, name) VALUES (?, ?)',
  plain: 'SELECT id, name FROM users',
  slow: 'SELECT id, name FROM slow',
  never: 'SELECT id, name FROM never',
  refused: 'SELECT id, name FROM refused',
  lost: 'SELECT id, name FROM lost',
  pages: 'SELECT id, name FROM pages',
};
