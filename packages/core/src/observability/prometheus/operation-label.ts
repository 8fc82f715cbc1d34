// The operation of a statement as a label: its first word, if that is a CQL verb.

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
