import type { ReceivedRequest } from './received-request';
import { isSystemQuery } from './select-statement';
import type { OpcodeName } from './wire/opcode';

/** A text must match the whole query, apart from white space and a final semicolon. */
export type QueryMatcher = string | RegExp;

/**
 * Selects requests. A text, a RegExp or a function selects among QUERY, EXECUTE and BATCH; the object form also among other opcodes.
 * Queries of system keyspaces are left to the stub's own tables, unless the text, the RegExp's source
 * or an object's `system: true` names "system".
 */
export type RequestMatcher =
  | QueryMatcher
  | ((request: ReceivedRequest) => boolean)
  | {
      readonly opcode?: OpcodeName | readonly OpcodeName[];
      readonly query?: QueryMatcher;
      readonly node?: number;
      readonly system?: boolean;
      readonly where?: (request: ReceivedRequest) => boolean;
    };

export type RequestPredicate = (request: ReceivedRequest) => boolean;

const executing: readonly OpcodeName[] = ['QUERY', 'EXECUTE', 'BATCH'];

export const isExecution: RequestPredicate = (request) => executing.includes(request.opcode);

function normalize(query: string): string {
  return query.trim().replace(/\s+/g, ' ').replace(/\s*;$/, '');
}

function queryPredicate(matcher: QueryMatcher): (query: string) => boolean {
  if (typeof matcher === 'string') {
    const expected = normalize(matcher);
    return (query) => query === matcher || normalize(query) === expected;
  }
  return (query) => {
    matcher.lastIndex = 0;
    return matcher.test(query);
  };
}

function mentionsSystem(matcher: QueryMatcher | undefined): boolean {
  return matcher !== undefined && /system/i.test(typeof matcher === 'string' ? matcher : matcher.source);
}

/** `defaultOpcodes` apply when the matcher names none. */
export function requestPredicate(
  matcher: RequestMatcher,
  defaultOpcodes: readonly OpcodeName[] = executing,
): RequestPredicate {
  if (typeof matcher === 'function') {
    return requestPredicate({ where: matcher }, defaultOpcodes);
  }
  if (typeof matcher === 'string' || matcher instanceof RegExp) {
    return requestPredicate({ query: matcher }, defaultOpcodes);
  }
  const { opcode, query, node, where } = matcher;
  const opcodes: readonly OpcodeName[] =
    opcode === undefined ? defaultOpcodes : typeof opcode === 'string' ? [opcode] : opcode;
  const matchesQuery = query === undefined ? undefined : queryPredicate(query);
  const system = matcher.system ?? mentionsSystem(query);
  return (request) =>
    opcodes.includes(request.opcode) &&
    (node === undefined || node === request.node) &&
    (matchesQuery === undefined || (request.query !== undefined && matchesQuery(request.query))) &&
    (system || request.query === undefined || !isSystemQuery(request.query)) &&
    (where === undefined || where(request));
}
