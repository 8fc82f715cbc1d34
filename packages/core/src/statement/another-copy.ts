// Statements of another copy of this package: two versions in one node_modules, a bundle beside it, a module registry of Jest that
// was reset. "Expected a SimpleStatement" would confuse the reader of the error, so the error names the cause.

type Members = Readonly<Record<string, unknown>>;

/** Returns the error for a value that is not a statement of this copy. `otherwise` names the expected kinds. */
export function foreignStatementError(what: unknown, otherwise: string): TypeError {
  const kind = typeof what === 'object' && what !== null ? kindOf(what as Members) : undefined;
  if (kind === undefined) return new TypeError(otherwise);
  return new TypeError(
    `This ${kind} belongs to another copy of @async-cassandra/core, or of a module registry that was reset: make it with the copy that made the session ('npm ls @async-cassandra/core' lists the copies)`,
  );
}

/** Returns the kind of a statement by its members: a bundler may have renamed the classes. */
function kindOf(what: Members): string | undefined {
  if (isFunction(what.addAll) && isFunction(what.clear)) return 'BatchStatement';
  if (typeof what.query !== 'string') return undefined;
  if (isFunction(what.bind) && typeof what.shared === 'object') return 'PreparedStatement';
  if (Array.isArray(what.values) && typeof what.prepared === 'object') return 'BoundStatement';
  return typeof what.options === 'object' && typeof what.kind === 'string' ? 'SimpleStatement' : undefined;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
