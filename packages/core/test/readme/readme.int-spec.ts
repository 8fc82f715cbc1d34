import { useKeyspace } from '@async-cassandra/testing/jest';
import { main } from './complete-example';

const keyspace = useKeyspace();

function contactPoints(): string[] {
  const { contactPoints: hosts, port } = keyspace.clusterOptions();
  return hosts.map((host) => (host.includes(':') ? host : `${host}:${port}`));
}

describe('the programs in README.md', () => {
  let printed: string[];

  beforeEach(() => {
    printed = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
    jest.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line));
  });

  afterEach(() => jest.restoreAllMocks());

  it('write a user and read it back, as in the documentation', async () => {
    await main(contactPoints());
    expect(printed).toEqual(['User: John Doe (john@example.com)']);
    await keyspace.runCql('DROP KEYSPACE example');
  });
});
