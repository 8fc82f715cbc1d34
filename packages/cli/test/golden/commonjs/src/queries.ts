export const queries = {
  insert: 'INSERT INTO things (id, name) VALUES (?, ?)',
  all: { byIds: 'SELECT id, name FROM things WHERE id IN ?' },
} as const;
export const page = 'SELECT id FROM things';
