import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { typeCode, type DataType } from './data-type';
import { parseMarshalClass } from './marshal-class';

const plain = { frozen: false, reversed: false };
const frozen = { frozen: true, reversed: false };
const marshalPackage = 'org.apache.cassandra.db.marshal.';

function native(code: number): object {
  return { code, info: null, options: plain };
}

describe('parseMarshalClass', () => {
  it.each([
    ['AsciiType', typeCode.ascii],
    ['BooleanType', typeCode.boolean],
    ['ByteType', typeCode.tinyint],
    ['BytesType', typeCode.blob],
    ['CounterColumnType', typeCode.counter],
    ['DateType', typeCode.timestamp],
    ['DecimalType', typeCode.decimal],
    ['DoubleType', typeCode.double],
    ['DurationType', typeCode.duration],
    ['FloatType', typeCode.float],
    ['InetAddressType', typeCode.inet],
    ['Int32Type', typeCode.int],
    ['IntegerType', typeCode.varint],
    ['LongType', typeCode.bigint],
    ['ShortType', typeCode.smallint],
    ['SimpleDateType', typeCode.date],
    ['TimeType', typeCode.time],
    ['TimeUUIDType', typeCode.timeuuid],
    ['TimestampType', typeCode.timestamp],
    ['UTF8Type', typeCode.varchar],
    ['UUIDType', typeCode.uuid],
  ])('knows %s, with and without its package', (name, code) => {
    expect(parseMarshalClass(`${marshalPackage}${name}`)).toEqual(native(code));
    expect(parseMarshalClass(name)).toEqual(native(code));
  });

  // Origin: the metadata of a table with these columns, captured from Apache Cassandra 5.0.8.
  it.each<{ column: string; text: string; type: DataType }>([
    {
      column: 'vector<float, 3>',
      text: 'org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType , 3)',
      type: {
        code: typeCode.custom,
        customTypeName: 'vector',
        info: [{ code: typeCode.float, info: null, options: plain }, 3],
        options: plain,
      },
    },
    {
      column: 'vector<frozen<list<int>>, 2>',
      text: 'org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FrozenType(org.apache.cassandra.db.marshal.ListType(org.apache.cassandra.db.marshal.Int32Type)) , 2)',
      type: {
        code: typeCode.custom,
        customTypeName: 'vector',
        info: [{ code: typeCode.list, info: { code: typeCode.int, info: null, options: plain }, options: frozen }, 2],
        options: plain,
      },
    },
    {
      column: 'vector<frozen<address>, 2>',
      text: 'org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FrozenType(org.apache.cassandra.db.marshal.UserType(wire,61646472657373,737472656574:org.apache.cassandra.db.marshal.UTF8Type,7a6970:org.apache.cassandra.db.marshal.Int32Type)) , 2)',
      type: {
        code: typeCode.custom,
        customTypeName: 'vector',
        info: [
          {
            code: typeCode.udt,
            info: {
              keyspace: 'wire',
              name: 'address',
              fields: [
                { name: 'street', type: { code: typeCode.varchar, info: null, options: plain } },
                { name: 'zip', type: { code: typeCode.int, info: null, options: plain } },
              ],
            },
            options: frozen,
          },
          2,
        ],
        options: plain,
      },
    },
  ])('reads $column as the server writes it', ({ text, type }) => {
    expect(parseMarshalClass(text)).toEqual(type);
  });

  it('reads collections and tuples, nested', () => {
    expect(parseMarshalClass('MapType(UTF8Type,SetType(TupleType(Int32Type,UUIDType)))')).toEqual({
      code: typeCode.map,
      info: [
        native(typeCode.varchar),
        {
          code: typeCode.set,
          info: { code: typeCode.tuple, info: [native(typeCode.int), native(typeCode.uuid)], options: plain },
          options: plain,
        },
      ],
      options: plain,
    });
  });

  it('reads a vector of vectors', () => {
    expect(parseMarshalClass('VectorType(VectorType(FloatType,2),3)')).toMatchObject({
      customTypeName: 'vector',
      info: [{ customTypeName: 'vector', info: [native(typeCode.float), 2] }, 3],
    });
  });

  it('keeps that a type is reversed', () => {
    expect(parseMarshalClass('ReversedType(TimestampType)')).toEqual({
      ...native(typeCode.timestamp),
      options: { frozen: false, reversed: true },
    });
  });

  it.each([
    'com.example.MyType',
    'org.apache.cassandra.db.marshal.EmptyType',
    'org.apache.cassandra.db.marshal.CompositeType(org.apache.cassandra.db.marshal.UTF8Type,org.apache.cassandra.db.marshal.Int32Type)',
    'org.apache.cassandra.db.marshal.DynamicCompositeType(a=>org.apache.cassandra.db.marshal.BytesType,b=>org.apache.cassandra.db.marshal.LongType)',
    'com.example.Int32Type',
  ])('gives the raw name of a class that is not known: %s', (text) => {
    expect(parseMarshalClass(text)).toEqual({ code: typeCode.custom, info: text, options: plain });
  });

  it('gives the raw name of an unknown class within a known one', () => {
    expect(parseMarshalClass('ListType(com.example.Pair(Int32Type, UTF8Type))')).toMatchObject({
      code: typeCode.list,
      info: { code: typeCode.custom, info: 'com.example.Pair(Int32Type, UTF8Type)' },
    });
  });

  it.each([
    ['', 'lacks a name at 0'],
    ['ListType', 'lacks "(" at 8'],
    ['ListType(', 'lacks a name at 9'],
    ['ListType(Int32Type', 'lacks ")" at 18'],
    ['MapType(Int32Type)', 'lacks "," at 17'],
    ['Int32Type)', 'has extra text after its end, at 9'],
    ['Unknown(Int32Type', 'lacks a closing parenthesis'],
    ['VectorType(FloatType, 0)', 'has a dimension that is not a positive number'],
    ['VectorType(FloatType, x)', 'has a dimension that is not a positive number'],
    ['VectorType(FloatType, 1e3)', 'has a dimension that is not a positive number'],
    ['UserType(ks,6)', 'has a name that is not in hexadecimal'],
    ['UserType(ks,61,62Int32Type)', 'has a name that is not in hexadecimal'],
    ['ListType('.repeat(100), 'is nested more than 64 deep'],
  ])('refuses %j', (text, problem) => {
    expect(() => parseMarshalClass(text)).toThrow(UnreadableAnswerError);
    expect(() => parseMarshalClass(text)).toThrow(`The class name of a custom type ${problem}`);
  });
});
