// What a statement does, as a label: its first word, where that is one of CQL's.

const verbs: ReadonlySet<string> = new Set([
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'BATCH',
  'CREATE',
  'ALTER',
  'DROP',
  'TRUNCATE',
  'GRANT',
  'REVOKE',
  'LIST',
  'DESCRIBE',
]);

export function operationLabel(operation: string | undefined): string {
  const verb = (operation ?? '').split(' ', 1)[0]!.toUpperCase();
  return verbs.has(verb) ? verb : 'OTHER';
}
