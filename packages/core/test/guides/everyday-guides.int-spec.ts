import { useKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster, types, type AsyncCassandraSession } from '@async-cassandra/core';
import { hasVectors, hasVirtualTables } from '../fixture/server-release';
import { main } from '../readme/complete-example';
import { addAndList as addAndListAfter } from './after-migration';
import { addAndList as addAndListBefore } from './before-migration';
import { Address, writeAndRead } from './every-value';
import { clusterWithProfiles, consistencyOf } from './profiles';
import { countVisit, patientCluster, setName } from './retry-options';
import { UserStore } from './user-store';

const { Uuid, consistencies } = types;
const keyspace = useKeyspace({
  scripts: [
    `CREATE TABLE users (id uuid PRIMARY KEY, name text, email text);
     CREATE TABLE names (name text PRIMARY KEY, id uuid);
     CREATE TABLE visits (page text PRIMARY KEY, hits counter);
     CREATE TABLE products (id uuid PRIMARY KEY, name text);
     CREATE TYPE address (street text, number int);
     CREATE TABLE samples (id uuid PRIMARY KEY, count bigint, price decimal, day date, moment timestamp, tags set<text>,
       scores map<text, double>, home frozen<address>${hasVectors ? ', position vector<float, 2>' : ''})`,
  ],
});
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
});

afterAll(() => cluster.shutdown());

describe('the programs of the guides', () => {
  afterEach(() => jest.restoreAllMocks());

  it('store users', async () => {
    const users = new UserStore(session);
    const [ada, grace] = [Uuid.random(), Uuid.random()];
    expect([await users.claimName('ada', ada), await users.claimName('ada', grace)]).toEqual([true, false]);
    await users.save({ id: ada, name: 'ada', email: 'ada@example.com' });
    await users.save({ id: ada, name: undefined, email: null });
    expect(await users.find(ada)).toMatchObject({ name: 'ada', email: null });
    expect(await users.find(grace)).toBeNull();
    await users.rename(ada, 'ada', 'countess');
    expect(await users.find(ada)).toMatchObject({ name: 'countess' });
    expect(await users.claimName('ada', grace)).toBe(true);
    await Promise.all(
      Array.from({ length: 24 }, (_, i) => users.save({ id: Uuid.random(), name: `${i}`, email: null })),
    );
    const first = await users.page(null);
    const second = await users.page(first.pagingState);
    expect([first.rows.length, second.rows.length, second.pagingState]).toEqual([20, 5, null]);
  });

  (hasVectors ? it : it.skip)('write and read values of many types [needs Cassandra 5.0]', async () => {
    cluster.registerUserType(keyspace.name, 'address', Address);
    const sample = await writeAndRead(session);
    expect(sample!.count.toString()).toBe('9007199254740993');
    expect([sample!.price.toString(), sample!.day.toString()]).toEqual(['19.90', '2026-02-28']);
    expect(sample!.home).toEqual(new Address({ street: 'Main Street', number: 7 }));
    expect(sample!).toMatchObject({ tags: ['new', 'red'], scores: { ada: 1.5 } });
    expect([...sample!.position]).toEqual([0.5, 0.25]);
  });

  it('mark what may be sent again', async () => {
    await using patient = patientCluster(keyspace.clusterOptions());
    const patientSession = await patient.connect(keyspace.name);
    await patientSession.execute(setName, ['Ada', Uuid.random()]);
    await patientSession.execute(countVisit, ['home']);
    const { rows } = await patientSession.execute('SELECT hits FROM visits');
    expect(String(rows[0]!['hits'])).toBe('1');
  });

  it('choose a profile', async () => {
    await using profiled = clusterWithProfiles(keyspace.clusterOptions());
    expect(await consistencyOf(profiled)).toBe(consistencies.localQuorum);
    expect(await consistencyOf(profiled, 'report')).toBe(consistencies.one);
    expect(await consistencyOf(profiled, 'checkout')).toBe(consistencies.localQuorum);
  });

  it('do the same before and after a migration', async () => {
    const { contactPoints, localDatacenter: localDataCenter, port } = keyspace.clusterOptions();
    const options = { contactPoints, localDataCenter, protocolOptions: { port }, keyspace: keyspace.name };
    expect((await addAndListBefore(options)).sort()).toEqual(['Chair', 'Lamp', 'Table']);
    await session.execute('TRUNCATE products');
    const onV4 = { ...options, allowProtocolV4: keyspace.clusterOptions().allowProtocolV4 };
    expect((await addAndListAfter(onV4)).sort()).toEqual(['Chair', 'Lamp', 'Table']);
  });

  it('write a user and read it back, as in the documentation', async () => {
    const printed: string[] = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
    jest.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line));
    const { contactPoints, port } = keyspace.clusterOptions();
    await main(contactPoints.map((host) => (host.includes(':') ? host : `${host}:${port}`)));
    const refusal = expect.stringContaining('Connected with protocol v4 but v5+ is required') as string;
    expect(printed).toEqual([hasVirtualTables ? 'User: John Doe (john@example.com)' : refusal]);
    await keyspace.runCql('DROP KEYSPACE IF EXISTS example');
  });
});
