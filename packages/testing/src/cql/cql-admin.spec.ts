import { keyspaceName } from './cql-admin';

describe('keyspaceName', () => {
  it('begins with the prefix and is new each time', () => {
    const names = [keyspaceName('orders'), keyspaceName('orders')];
    expect(names[0]).toMatch(/^orders_[0-9a-f]{12}$/);
    expect(names[1]).not.toBe(names[0]);
  });

  it('stays within the length that Cassandra allows', () => {
    expect(keyspaceName('a'.repeat(60))).toHaveLength(48);
  });

  it.each(['', 'Orders', '1st', 'a-b', 'a"b'])('refuses the prefix %j', (prefix) => {
    expect(() => keyspaceName(prefix)).toThrow(/must be a lower-case letter followed by/);
  });
});
