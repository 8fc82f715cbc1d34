import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  ConnectionError,
  NoHostAvailableError,
  ProtocolError,
  QueryError,
  UnreadableAnswerError,
} from '@async-cassandra/core';
import { isOfAnother } from './errors.mjs';
import { ForeignError } from './hostile/foreign-code.mjs';

it("tells a fault of a node from somebody else's trouble, however deep that is", () => {
  const faults = [
    new ConnectionError('lost', { cause: new Error('ECONNRESET') }),
    new NoHostAvailableError({ a: new ConnectionError('lost') }),
  ];
  const others = [
    new UnreadableAnswerError('a column'),
    new ConnectionError('lost', { cause: new ProtocolError('the checksum does not match') }),
    new QueryError('no plan', { cause: new ForeignError('a policy fails') }),
    new NoHostAvailableError({ a: new ConnectionError('lost', { cause: new UnreadableAnswerError('a column') }) }),
  ];
  assert.deepEqual(faults.map(isOfAnother), [false, false]);
  assert.deepEqual(others.map(isOfAnother), [true, true, true, true]);
});
