import { typeCode, type DataType, type UserDefinedType } from './data-type';
import { UnknownTypeError, parseCqlType } from './cql-type';

const plain = { frozen: false, reversed: false };
const frozen = { frozen: true, reversed: false };

function native(name: 'int' | 'text' | 'float' | 'uuid' | 'duration' | 'timestamp'): DataType {
  return { code: typeCode[name], info: null, options: plain };
}

function userType(name: string): UserDefinedType {
  return { code: typeCode.udt, info: { keyspace: 'ks', name, fields: [] }, options: plain };
}

const userTypes = new Map(['address', 'Full Name', 'a"b', 'list'].map((name) => [name, userType(name)]));
const parse = (text: string, reversed?: boolean): DataType =>
  parseCqlType(text, (name) => userTypes.get(name), reversed);

describe('parseCqlType', () => {
  it.each(['int', 'text', 'float', 'uuid', 'duration', 'timestamp'] as const)('reads %s', (name) => {
    expect(parse(name)).toEqual(native(name));
  });

  it('reads nested collections, each with its own frozen', () => {
    expect(parse('map<text, frozen<list<frozen<set<int>>>>>')).toEqual({
      code: typeCode.map,
      info: [
        native('text'),
        {
          code: typeCode.list,
          info: { code: typeCode.set, info: native('int'), options: frozen },
          options: frozen,
        },
      ],
      options: plain,
    });
  });

  it('reads tuples', () => {
    expect(parse('frozen<tuple<int, text, frozen<tuple<uuid>>>>')).toEqual({
      code: typeCode.tuple,
      info: [native('int'), native('text'), { code: typeCode.tuple, info: [native('uuid')], options: frozen }],
      options: frozen,
    });
  });

  it('reads vectors, also of vectors', () => {
    expect(parse('vector<vector<float, 3>, 16>')).toEqual({
      code: typeCode.custom,
      customTypeName: 'vector',
      info: [{ code: typeCode.custom, customTypeName: 'vector', info: [native('float'), 3], options: plain }, 16],
      options: plain,
    });
  });

  it('reads user types by their exact name', () => {
    expect(parse('address')).toEqual(userType('address'));
    expect(parse('frozen<"Full Name">')).toEqual({ ...userType('Full Name'), options: frozen });
    expect(parse('list<frozen<"a""b">>')).toEqual({
      code: typeCode.list,
      info: { ...userType('a"b'), options: frozen },
      options: plain,
    });
    expect(parse('"list"')).toEqual(userType('list'));
  });

  it('reads the class of a custom type', () => {
    expect(parse("'org.apache.cassandra.db.marshal.DynamicCompositeType(a=>org.X,b=>org.Y)'")).toEqual({
      code: typeCode.custom,
      info: 'org.apache.cassandra.db.marshal.DynamicCompositeType(a=>org.X,b=>org.Y)',
      options: plain,
    });
    expect(parse('empty')).toEqual({ code: typeCode.custom, info: 'empty', options: plain });
  });

  it('marks the type of a descending clustering column as reversed, and not what is inside it', () => {
    expect(parse('frozen<list<int>>', true)).toEqual({
      code: typeCode.list,
      info: native('int'),
      options: { frozen: true, reversed: true },
    });
    expect(parse('int')).toEqual(native('int'));
  });

  it('names a type that is not known', () => {
    expect(() => parse('map<text, frozen<missing>>')).toThrow(new UnknownTypeError('missing'));
  });

  it.each([
    '',
    'list<int',
    'list<int>>',
    'map<int>',
    'int int',
    'list<>',
    'pair<int, int>',
    'vector<float>',
    '"',
    "'a",
  ])('refuses %p', (text) => expect(() => parse(text)).toThrow(TypeError));
});
