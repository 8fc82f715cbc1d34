import {
  byte,
  bytes,
  hex,
  image,
  int,
  long,
  nullBytes,
  type Part,
  short,
  shortBytes,
  string,
  text,
} from '../../test/wire-image';
import type { ReceivedRequest } from './received-request';
import { rawReply, type Reply, schemaChange, setKeyspace, voidResult } from './reply';
import { metadataId, parseColumns } from './result-metadata';
import { pagedRows, pages, rows } from './rows-reply';
import { serverError } from './server-error';

const request = (fields: Partial<ReceivedRequest> = {}): ReceivedRequest =>
  ({ opcode: 'QUERY', version: 5, tracing: false, ...fields }) as ReceivedRequest;

const bodyOf = (reply: Reply, fields?: Partial<ReceivedRequest>): Buffer => reply.toMessage(request(fields)).body;

describe('results', () => {
  it.each<[string, Reply, Part]>([
    ['void', voidResult(), int(1)],
    ['set keyspace', setKeyspace('app'), image(int(3), string('app'))],
    [
      'schema change of a table',
      schemaChange({ change: 'CREATED', target: 'TABLE', keyspace: 'app', name: 't' }),
      image(int(5), string('CREATED'), string('TABLE'), string('app'), string('t')),
    ],
    [
      'schema change of a function',
      schemaChange({ change: 'DROPPED', target: 'FUNCTION', keyspace: 'app', name: 'f', argumentTypes: ['int'] }),
      image(int(5), string('DROPPED'), string('FUNCTION'), string('app'), string('f'), short(1), string('int')),
    ],
    ['raw', rawReply(0x77, text('x')), text('x')],
  ])('%s', (_, reply, expected) => {
    expect(bodyOf(reply)).toEqual(expected);
  });

  it('carry tracing id, warnings and custom payload in this order', () => {
    const reply = voidResult()
      .withCustomPayload({ k: text('v') })
      .withWarnings('slow')
      .withTracingId('01234567-89ab-cdef-0123-456789abcdef');
    expect(reply.toMessage(request())).toEqual({
      opcode: 0x08,
      flags: 0x02 | 0x08 | 0x04,
      body: image(
        hex('0123456789abcdef0123456789abcdef'),
        short(1),
        string('slow'),
        short(1),
        string('k'),
        bytes(text('v')),
        int(1),
      ),
    });
  });

  it('get a tracing id when the request asks for one', () => {
    const message = voidResult().toMessage(request({ tracing: true }));
    expect(message.flags).toBe(0x02);
    expect(message.body).toHaveLength(16 + 4);
  });
});

describe('rows', () => {
  const reply = rows({ id: 'int', name: 'text' }, [[1, 'ada'], { name: null, id: 2 }], { keyspace: 'app', table: 't' });
  const columns = image(string('app'), string('t'), string('id'), short(9), string('name'), short(13));
  const content = image(int(2), bytes(int(1)), bytes(text('ada')), bytes(int(2)), nullBytes);
  const id = metadataId(reply.columns);

  it('has metadata with one table', () => {
    expect(bodyOf(reply)).toEqual(image(int(2), int(0x0001), int(2), columns, content));
  });

  it('names the table of each column where they differ', () => {
    const mixed = rows([
      { name: 'a', type: 'int', keyspace: 'k', table: 't' },
      { name: 'b', type: 'int', keyspace: 'k', table: 'u' },
    ]);
    const expected = image(
      ...[string('k'), string('t'), string('a'), short(9)],
      ...[string('k'), string('u'), string('b'), short(9)],
    );
    expect(bodyOf(mixed)).toEqual(image(int(2), int(0), int(2), expected, int(0)));
  });

  it('leaves the metadata out when the client has it', () => {
    const asked = { opcode: 'EXECUTE', skipMetadata: true, resultMetadataId: id } as const;
    expect(bodyOf(reply, asked)).toEqual(image(int(2), int(0x0004), int(2), content));
  });

  it('says that the metadata changed when the client has another', () => {
    const asked = { opcode: 'EXECUTE', skipMetadata: true, resultMetadataId: hex('00') } as const;
    expect(bodyOf(reply, asked)).toEqual(image(int(2), int(0x0001 | 0x0008), int(2), shortBytes(id), columns, content));
  });

  it('has a metadata id that depends on names and types', () => {
    const of = (type: string, name = 'a'): Buffer => metadataId(parseColumns({ [name]: type }));
    expect(of('int')).toEqual(of('int'));
    expect(of('int')).not.toEqual(of('bigint'));
    expect(of('int')).not.toEqual(of('int', 'b'));
  });

  it('announces more pages where the script says so', () => {
    const endless = rows({ id: 'int' }, []).withPagingState(text('s'));
    const metadata = image(int(0x0001 | 0x0002), int(1), bytes(text('s')), string('stub'), string('stub'));
    expect(bodyOf(endless)).toEqual(image(int(2), metadata, string('id'), short(9), int(0)));
  });

  it('names the column of a value that does not fit, where the script is written', () => {
    expect(() => rows({ id: 'tinyint' }, [[1000]])).toThrow("Column 'id' of a scripted row");
  });
});

/** What each page holds, following the paging states: [number of rows, has a next]. */
function walk(reply: Reply, fields: Partial<ReceivedRequest> = {}): [number, boolean][] {
  const result: [number, boolean][] = [];
  for (let pagingState: Buffer | undefined; result.length < 20;) {
    const body = bodyOf(reply, { ...fields, pagingState });
    const hasNext = (body.readInt32BE(4) & 0x0002) !== 0;
    const stateLength = hasNext ? body.readInt32BE(12) : 0;
    const afterState = hasNext ? 16 + stateLength : 12;
    const afterColumns = afterState + image(string('stub'), string('stub'), string('id'), short(9)).length;
    result.push([body.readInt32BE(afterColumns), hasNext]);
    if (!hasNext) {
      return result;
    }
    pagingState = body.subarray(16, 16 + stateLength);
  }
  return result;
}

describe('pages', () => {
  it('come as written, empty ones too', () => {
    expect(walk(pages({ id: 'int' }, [[], [[1], [2]], [], [], [[3]]]))).toEqual([
      [0, true],
      [2, true],
      [0, true],
      [0, true],
      [1, false],
    ]);
  });

  it('come from a function', () => {
    expect(walk(pages({ id: 'int' }, (page) => (page < 2 ? [[page]] : undefined)))).toEqual([
      [1, true],
      [1, false],
    ]);
  });

  it.each(['page 5', 'page x', 'something'])('refuse the paging state %p', (state) => {
    const message = pages({ id: 'int' }, [[]]).toMessage(request({ pagingState: text(state) }));
    expect(message.opcode).toBe(0x00);
    expect(message.body).toEqual(image(int(0x000a), string('Invalid value for the paging state')));
  });

  it('have the size that the client asks for', () => {
    const reply = pagedRows({ id: 'int' }, [[1], [2], [3]]);
    expect(walk(reply, { pageSize: 2 })).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(walk(reply)).toEqual([[3, false]]);
    expect(walk(pagedRows({ id: 'int' }, []), { pageSize: 2 })).toEqual([[0, false]]);
  });
});

describe('errors', () => {
  const acknowledged = image(short(0x0004), int(1), int(3));
  const counts = { consistency: 'QUORUM', received: 1, required: 3, message: 'm' } as const;
  const failed = { ...counts, reasons: { '10.0.0.1': 1, '::1': 2 } };
  const reasons = image(
    int(2),
    byte(4),
    hex('0a000001'),
    short(1),
    byte(16),
    hex('00000000000000000000000000000001'),
    short(2),
  );

  it.each<[string, Reply, number, Part]>([
    ['server', serverError.server('m'), 0x0000, image()],
    ['protocol', serverError.protocol('m'), 0x000a, image()],
    ['bad credentials', serverError.badCredentials('m'), 0x0100, image()],
    [
      'unavailable',
      serverError.unavailable({ consistency: 'ALL', required: 3, alive: 2, message: 'm' }),
      0x1000,
      image(short(5), int(3), int(2)),
    ],
    ['overloaded', serverError.overloaded('m'), 0x1001, image()],
    ['bootstrapping', serverError.bootstrapping('m'), 0x1002, image()],
    ['truncate', serverError.truncate('m'), 0x1003, image()],
    ['write timeout', serverError.writeTimeout(counts), 0x1100, image(acknowledged, string('SIMPLE'))],
    [
      'write timeout of a lightweight transaction',
      serverError.writeTimeout({ ...counts, writeType: 'CAS', contentions: 7 }),
      0x1100,
      image(acknowledged, string('CAS'), short(7)),
    ],
    ['read timeout', serverError.readTimeout({ ...counts, dataPresent: true }), 0x1200, image(acknowledged, byte(1))],
    ['read failure', serverError.readFailure(failed), 0x1300, image(acknowledged, reasons, byte(0))],
    [
      'function failure',
      serverError.functionFailure({ keyspace: 'k', functionName: 'f', argumentTypes: ['int'], message: 'm' }),
      0x1400,
      image(string('k'), string('f'), short(1), string('int')),
    ],
    [
      'write failure',
      serverError.writeFailure({ ...failed, writeType: 'BATCH' }),
      0x1500,
      image(acknowledged, reasons, string('BATCH')),
    ],
    ['CDC write failure', serverError.cdcWriteFailure('m'), 0x1600, image()],
    ['CAS write unknown', serverError.casWriteUnknown(counts), 0x1700, acknowledged],
    ['syntax', serverError.syntax('m'), 0x2000, image()],
    ['unauthorized', serverError.unauthorized('m'), 0x2100, image()],
    ['invalid', serverError.invalid('m'), 0x2200, image()],
    ['config', serverError.config('m'), 0x2300, image()],
    [
      'already exists',
      serverError.alreadyExists({ keyspace: 'k', table: 't', message: 'm' }),
      0x2400,
      image(string('k'), string('t')),
    ],
    ['unprepared', serverError.unprepared(hex('0102'), 'm'), 0x2500, shortBytes(hex('0102'))],
    ['of any code', serverError.custom(0x7777, 'm', long(1n)), 0x7777, long(1n)],
  ])('%s', (_, reply, code, fields) => {
    expect(reply.toMessage(request())).toEqual({ opcode: 0, flags: 0, body: image(int(code), string('m'), fields) });
  });

  it('have the number of failures instead of the reasons in v4', () => {
    expect(bodyOf(serverError.readFailure(failed), { version: 4 })).toEqual(
      image(int(0x1300), string('m'), acknowledged, int(2), byte(0)),
    );
  });
});
