import { ConfigurationError } from '../errors/async-cassandra-error';
import { UserTypeRegistry } from './user-type-registry';

class Address {}
class Place {}

describe('UserTypeRegistry', () => {
  it('finds a class by keyspace and type', () => {
    const registry = new UserTypeRegistry();
    registry.register('shop', 'address', Address);
    registry.register('maps', 'address', Place);

    expect(registry.find('shop', 'address')).toBe(Address);
    expect(registry.find('maps', 'address')).toBe(Place);
    expect(registry.find('shop', 'place')).toBeUndefined();
    expect(registry.find('other', 'address')).toBeUndefined();
    expect(registry.find('constructor', 'constructor')).toBeUndefined();
  });

  it('takes names as they are: the server folds them, this does not', () => {
    const registry = new UserTypeRegistry();
    registry.register('Shop', 'Address', Address);

    expect(registry.find('shop', 'address')).toBeUndefined();
    expect(registry.find('Shop', 'Address')).toBe(Address);
  });

  it('replaces the class of a type that is registered again', () => {
    const registry = new UserTypeRegistry();
    registry.register('shop', 'address', Address);
    registry.register('shop', 'address', Place);

    expect(registry.find('shop', 'address')).toBe(Place);
  });

  it.each([
    ['', 'address', Address],
    ['shop', '', Address],
    [undefined, 'address', Address],
    ['shop', 7, Address],
    ['shop', 'address', undefined],
    ['shop', 'address', {}],
    ['shop', 'address', () => {}],
  ])('refuses %p, %p, %p', (keyspace, userType, cls) => {
    expect(() => new UserTypeRegistry().register(keyspace as never, userType as never, cls as never)).toThrow(
      ConfigurationError,
    );
  });
});
