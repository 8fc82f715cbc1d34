import type { ReceivedRequest } from './received-request';
import { type RequestMatcher, requestPredicate } from './request-matcher';

const request = (fields: Partial<ReceivedRequest>): ReceivedRequest =>
  ({ opcode: 'QUERY', node: 0, query: 'SELECT a FROM t', ...fields }) as ReceivedRequest;

describe('requestPredicate', () => {
  it.each<[string, RequestMatcher, Partial<ReceivedRequest>, boolean]>([
    ['a text, white space aside', ' SELECT a\n FROM t;', {}, true],
    ['another text', 'SELECT b FROM t', {}, false],
    ['a RegExp', /FROM t$/, { opcode: 'EXECUTE' }, true],
    ['a RegExp that remembers its position', /FROM t/g, {}, true],
    ['a function', ({ query }) => query!.endsWith('t'), { opcode: 'BATCH' }, true],
    ['a text while it is prepared', 'SELECT a FROM t', { opcode: 'PREPARE' }, false],
    ['a system query by a general RegExp', /SELECT/, { query: 'SELECT * FROM system.local' }, false],
    ['a system query by its name', /system\.local/, { query: 'SELECT * FROM system.local' }, true],
    ['a system query by the flag', { system: true }, { query: 'SELECT * FROM system.local' }, true],
    ['an opcode', { opcode: 'OPTIONS' }, { opcode: 'OPTIONS', query: undefined }, true],
    ['one of several opcodes', { opcode: ['OPTIONS', 'PREPARE'] }, { opcode: 'PREPARE' }, true],
    ['an opcode with a text', { opcode: 'PREPARE', query: /b/ }, { opcode: 'PREPARE' }, false],
    ['a node', { node: 1 }, { node: 1 }, true],
    ['another node', { node: 1 }, { node: 2 }, false],
    ['a condition', { where: ({ pageSize }) => pageSize === 3 }, { pageSize: 3 }, true],
  ])('%s', (_, matcher, fields, expected) => {
    const predicate = requestPredicate(matcher);
    expect(predicate(request(fields))).toBe(expected);
    expect(predicate(request(fields))).toBe(expected);
  });
});
