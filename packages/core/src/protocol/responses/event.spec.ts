import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { opcode } from '../opcode';
import { byte, hex, int, string, stringList, wire } from '../wire-bytes.spec-support';
import { decodeBody, decodeSegments, expectKind } from './decode.spec-support';
import type { EventResponse } from './event';

function decodeEvent(...body: Buffer[]): EventResponse['event'] {
  return expectKind(decodeBody(opcode.event, wire(...body)), 'event').event;
}

const v4 = wire(byte(4), hex('7f 00 00 01'), int(9042));
const v6 = wire(byte(16), hex('2001 0db8 0000 0000 0000 0000 0000 0001'), int(9142));

describe('an event', () => {
  it.each(['NEW_NODE', 'REMOVED_NODE', 'MOVED_NODE'])('tells of the topology: %s', (change) => {
    expect(decodeEvent(string('TOPOLOGY_CHANGE'), string(change), v4)).toEqual({
      type: 'TOPOLOGY_CHANGE',
      change,
      address: '127.0.0.1',
      port: 9042,
    });
  });

  it.each(['UP', 'DOWN'])('tells of the status: %s', (change) => {
    expect(decodeEvent(string('STATUS_CHANGE'), string(change), v6)).toEqual({
      type: 'STATUS_CHANGE',
      change,
      address: '2001:db8::1',
      port: 9142,
    });
  });

  it.each([
    [
      'an unknown type',
      wire(string('WEATHER_CHANGE')),
      '"WEATHER_CHANGE" is not the type of an event: it is one of TOPOLOGY_CHANGE, STATUS_CHANGE, SCHEMA_CHANGE',
    ],
    [
      'an unknown change',
      wire(string('STATUS_CHANGE'), string('SIDEWAYS'), v4),
      '"SIDEWAYS" is not the kind of a status change: it is one of UP, DOWN',
    ],
    ['no address', wire(string('STATUS_CHANGE'), string('UP')), 'The message ends inside the address of a node'],
    [
      'a bad address',
      wire(string('STATUS_CHANGE'), string('UP'), byte(3)),
      'The length of the address of a node cannot be 3',
    ],
  ])('is refused with %s', (_, body, message) => {
    expect(() => decodeEvent(body)).toThrow(UnreadableAnswerError);
    expect(() => decodeEvent(body)).toThrow(message);
  });
});

describe('a schema change', () => {
  const changes = [
    {
      image: wire(string('CREATED'), string('KEYSPACE'), string('ks')),
      value: { change: 'CREATED', target: 'KEYSPACE', keyspace: 'ks' },
    },
    {
      image: wire(string('UPDATED'), string('TABLE'), string('ks'), string('t')),
      value: { change: 'UPDATED', target: 'TABLE', keyspace: 'ks', name: 't' },
    },
    {
      image: wire(string('DROPPED'), string('TYPE'), string('ks'), string('address')),
      value: { change: 'DROPPED', target: 'TYPE', keyspace: 'ks', name: 'address' },
    },
    {
      image: wire(string('CREATED'), string('FUNCTION'), string('ks'), string('f'), stringList('int', 'text')),
      value: { change: 'CREATED', target: 'FUNCTION', keyspace: 'ks', name: 'f', argumentTypes: ['int', 'text'] },
    },
    {
      image: wire(string('DROPPED'), string('AGGREGATE'), string('ks'), string('g'), stringList()),
      value: { change: 'DROPPED', target: 'AGGREGATE', keyspace: 'ks', name: 'g', argumentTypes: [] },
    },
  ];

  it.each(changes)('is an event: $value.change $value.target', ({ image, value }) => {
    expect(decodeEvent(string('SCHEMA_CHANGE'), image)).toEqual({ type: 'SCHEMA_CHANGE', ...value });
  });

  it.each(changes)('is a result: $value.change $value.target', ({ image, value }) => {
    expect(decodeBody(opcode.result, wire(int(5), image))).toEqual({
      kind: 'schemaChange',
      schemaChange: { type: 'SCHEMA_CHANGE', ...value },
    });
  });

  it('is decoded as Apache Cassandra 5.0.8 sends it', () => {
    // Origin: captured from the socket: a function that was dropped.
    const image = hex(`3e0002 18aeb5  85 00 ffff 0c 00000035  000d534348454d415f4348414e4745
      000744524f50504544 000846554e4354494f4e 000477697265 0004626f6f6d 0001 0003696e74  cbfa3bce`);
    expect(decodeSegments(image)).toMatchObject({
      event: { change: 'DROPPED', target: 'FUNCTION', keyspace: 'wire', name: 'boom', argumentTypes: ['int'] },
    });
  });

  it('is refused with an unknown target', () => {
    expect(() => decodeEvent(string('SCHEMA_CHANGE'), string('CREATED'), string('PLANET'), string('ks'))).toThrow(
      '"PLANET" is not the target of a schema change: it is one of KEYSPACE, TABLE, TYPE, FUNCTION, AGGREGATE',
    );
  });
});
