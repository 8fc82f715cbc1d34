import { typeCode } from '../../protocol/data-type';
import { UserTypes } from './user-types';

const plain = { frozen: false, reversed: false };

describe('UserTypes', () => {
  it('resolves types that have fields of types whose rows come later', () => {
    const types = new UserTypes('ks', [
      {
        keyspace_name: 'ks',
        type_name: 'address',
        field_names: ['street', 'home'],
        field_types: ['text', 'frozen<point>'],
      },
      { keyspace_name: 'ks', type_name: 'point', field_names: ['x'], field_types: ['int'] },
    ]);
    const point = {
      keyspace: 'ks',
      name: 'point',
      fields: [{ name: 'x', type: { code: typeCode.int, info: null, options: plain } }],
    };
    expect(types.get('address')).toEqual({
      keyspace: 'ks',
      name: 'address',
      fields: [
        { name: 'street', type: { code: typeCode.text, info: null, options: plain } },
        { name: 'home', type: { code: typeCode.udt, info: point, options: { frozen: true, reversed: false } } },
      ],
    });
  });

  it('has null for a type that does not exist', () => {
    expect(new UserTypes('ks', []).get('nothing')).toBeNull();
  });
});
