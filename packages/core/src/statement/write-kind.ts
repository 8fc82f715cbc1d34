// The way in which the server executes a statement, as far as its text and keys prove it. The meaning of a server error for a write depends on it.
import { statementKind, wordsOf } from './cql-scanner';

/**
 * - `read`: writes nothing.
 * - `single`: one partition, no condition. The coordinator counts the replicas of that partition before it sends anything.
 * - `logged`: a logged batch without conditions. The coordinator counts the replicas of all its partitions before it sends anything.
 * - `scattered`: perhaps several partitions, sent one after the other.
 * - `conditional`: has an IF; Paxos decides before the commit is sent.
 * - `schema`: DDL, roles, permissions, TRUNCATE.
 * - `opaque`: a transaction, or an unknown text.
 */
export type WriteKind = 'read' | 'single' | 'logged' | 'scattered' | 'conditional' | 'schema' | 'opaque';

/** Returns the kind of a text. In doubt it returns a kind that proves less. */
export function writeKindOf(query: string): WriteKind {
  switch (statementKind(query)) {
    case 'select':
    case 'inspection':
      return 'read';
    case 'insert':
    case 'update':
    case 'delete':
      return kindOfMutation(wordsOf(query));
    case 'batch':
      return kindOfBatch(wordsOf(query));
    case 'schema':
    case 'permission':
    case 'truncate':
      return 'schema';
    default:
      return 'opaque';
  }
}

function kindOfMutation(words: readonly string[]): WriteKind {
  if (words.some((word) => mayEndWith(word, 'IF'))) return 'conditional';
  // Only the schema knows which column IN restricts: it may belong to the partition key.
  return words.some((word) => mayEndWith(word, 'IN')) ? 'scattered' : 'single';
}

function kindOfBatch(words: readonly string[]): WriteKind {
  const isLogged = words[1] === 'BATCH';
  if (!isLogged && !((words[1] === 'UNLOGGED' || words[1] === 'COUNTER') && words[2] === 'BATCH')) return 'opaque';
  if (words.some((word) => mayEndWith(word, 'IF'))) return 'conditional';
  return isLogged ? 'logged' : 'scattered';
}

/**
 * Whether the server may find the keyword in the word. `k = 1IF EXISTS` needs no blank: its lexer ends a number, a duration, a
 * blob or a uuid before the keyword.
 */
function mayEndWith(word: string, keyword: string): boolean {
  if (!word.endsWith(keyword)) return false;
  const before = word.slice(0, -keyword.length);
  return /\d/.test(before) || /^[A-F]*$/.test(before);
}
