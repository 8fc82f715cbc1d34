import { parseReplication } from './replication';

describe('parseReplication', () => {
  it('reads SimpleStrategy', () => {
    expect(parseReplication('org.apache.cassandra.locator.SimpleStrategy', { replication_factor: '3' })).toEqual({
      kind: 'simple',
      factor: { all: 3, transient: 0 },
    });
  });

  it('reads NetworkTopologyStrategy with transient replicas', () => {
    expect(parseReplication('NetworkTopologyStrategy', { dc1: '3/1', 'dc-2': '2' })).toEqual({
      kind: 'networkTopology',
      factors: new Map([
        ['dc1', { all: 3, transient: 1 }],
        ['dc-2', { all: 2, transient: 0 }],
      ]),
    });
  });

  it.each([
    ['org.apache.cassandra.locator.LocalStrategy', {}],
    ['org.apache.cassandra.locator.EverywhereStrategy', {}],
    ['com.example.SimpleStrategyOfOurs', { replication_factor: '3' }],
    ['org.apache.cassandra.locator.SimpleStrategy', {}],
    ['org.apache.cassandra.locator.NetworkTopologyStrategy', { dc1: 'many' }],
  ])('leaves %s %p to the server', (strategy, options) => {
    expect(parseReplication(strategy, options as Record<string, string>)).toBeUndefined();
  });
});
