import { native } from '../../test/types/random-types';
import { Codecs } from '../codec/codecs';
import { murmur3Token } from './murmur3';
import { encodeRoutingKey, routingToken } from './routing-key';

const columns = [
  { keyspace: 'ks', table: 't', name: 'value', type: native('int') },
  { keyspace: 'ks', table: 't', name: 'id', type: native('int') },
  { keyspace: 'ks', table: 't', name: 'name', type: native('text') },
];

describe.each([{ compile: true }, { compile: false }])('a routing key, compiled: $compile', ({ compile }) => {
  const encoder = new Codecs({ compile }).parametersEncoder(columns);

  it('is the bytes of a single column', () => {
    expect(encodeRoutingKey(encoder, [9, 7, 'ab'], [1])?.toString('hex')).toBe('00000007');
  });

  it('is a length, the bytes and a zero for each of several columns, in their own order', () => {
    expect(encodeRoutingKey(encoder, [9, 7, 'ab'], [2, 1])?.toString('hex')).toBe('0002616200' + '00040000000700');
  });

  it('is not there where a part of it is null, unset or absent, or where nothing says which parts it has', () => {
    expect(encodeRoutingKey(encoder, [9, null, 'ab'], [1])).toBeUndefined();
    expect(encodeRoutingKey(encoder, [9, 7], [1, 2])).toBeUndefined();
    expect(encodeRoutingKey(encoder, [9, 7, 'ab'], [])).toBeUndefined();
    expect(routingToken(encoder, [9, null, 'ab'], [1])).toBeUndefined();
  });

  it('hashes to its token', () => {
    for (const indexes of [[1], [2, 1]]) {
      const key = encodeRoutingKey(encoder, [9, 7, 'ab'], indexes)!;
      expect(routingToken(encoder, [9, 7, 'ab'], indexes)).toEqual(murmur3Token(key));
    }
  });

  it('complains of a value that is wrong', () => {
    expect(() => routingToken(encoder, [9, 'seven', 'ab'], [1])).toThrow(
      new TypeError('Column "id" (int): expected an integer, got a string'),
    );
  });
});
