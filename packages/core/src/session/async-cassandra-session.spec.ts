import { AsyncCassandraSession } from './async-cassandra-session';

describe('AsyncCassandraSession', () => {
  it('says where sessions come from when it is constructed as its declaration allows', () => {
    const Declared = AsyncCassandraSession as unknown as new () => AsyncCassandraSession;
    expect(() => new Declared()).toThrow('A session cannot be constructed: call cluster.connect()');
  });
});
