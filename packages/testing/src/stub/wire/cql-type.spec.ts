import { image, short, string } from '../../../test/wire-image';
import { BodyWriter } from './body-writer';
import { parseType, type TypeName, userType, writeType } from './cql-type';

const optionOf = (type: TypeName): Buffer => {
  const writer = new BodyWriter();
  writeType(writer, parseType(type));
  return writer.finish();
};

describe('writeType', () => {
  // Origin: v5 spec, section 4.2.5.2; the class of a vector comes from Apache Cassandra 5.0.8.
  it.each<[TypeName, Buffer]>([
    ['int', short(0x0009)],
    ['text', short(0x000d)],
    ['duration', short(0x0015)],
    ['list<int>', image(short(0x0020), short(0x0009))],
    ['frozen<set<uuid>>', image(short(0x0022), short(0x000c))],
    ['map<text, frozen<list<int>>>', image(short(0x0021), short(0x000d), short(0x0020), short(0x0009))],
    ['tuple<int, text>', image(short(0x0031), short(2), short(0x0009), short(0x000d))],
    [
      userType('app', 'address', { street: 'text', zip: 'int' }),
      image(
        short(0x0030),
        string('app'),
        string('address'),
        short(2),
        string('street'),
        short(0x000d),
        string('zip'),
        short(0x0009),
      ),
    ],
    [
      'vector<float, 3>',
      image(
        short(0x0000),
        string('org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType , 3)'),
      ),
    ],
  ])('%p', (type, expected) => {
    expect(optionOf(type)).toEqual(expected);
  });
});

const marshal = (name: string): string => `org.apache.cassandra.db.marshal.${name}`;
const frozen = (name: string): string => marshal(`FrozenType(${marshal(name)})`);

describe('the class of a vector', () => {
  // Origin: metadata sent by Apache Cassandra 5.0.8.
  it.each<[TypeName, string]>([
    ['vector<list<int>, 1>', frozen(`ListType(${marshal('Int32Type')})`)],
    ['vector<map<int, text>, 1>', frozen(`MapType(${marshal('Int32Type')},${marshal('UTF8Type')})`)],
    ['vector<tuple<int, text>, 1>', marshal(`TupleType(${marshal('Int32Type')},${marshal('UTF8Type')})`)],
    ['vector<vector<int, 2>, 1>', marshal(`VectorType(${marshal('Int32Type')} , 2)`)],
    [
      { kind: 'vector', element: userType('stubw', 'ad', { street: 'text', zip: 'int' }), dimension: 1 },
      frozen(`UserType(stubw,6164,737472656574:${marshal('UTF8Type')},7a6970:${marshal('Int32Type')})`),
    ],
  ])('%p', (type, element) => {
    expect(optionOf(type)).toEqual(image(short(0), string(marshal(`VectorType(${element} , 1)`))));
  });
});

describe('parseType', () => {
  it.each(['integer', 'list<int', 'map<int>', 'list<int, int>', 'address', ''])('refuses %p', (name) => {
    expect(() => parseType(name)).toThrow('not a CQL type the stub knows');
  });
});
