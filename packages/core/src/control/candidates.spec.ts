import type { Endpoint } from '../connection/endpoint';
import { Node } from '../connection/pool/node';
import type { NodePool } from '../connection/pool/node-pool';
import { candidates } from './candidates';

function node(address: string, openConnections: number): Node {
  const endpoint = { address, port: 9042 };
  const made = Node.create({
    hostId: address,
    endpoint,
    datacenter: 'dc1',
    rack: 'r1',
    releaseVersion: '',
    schemaVersion: '',
    tokens: [],
  });
  made.attach({ openConnections, connectionsInKeyspaces: 0 } as NodePool);
  return made;
}

async function addresses(found: AsyncIterable<Endpoint>): Promise<string[]> {
  const all: string[] = [];
  for await (const { address } of found) all.push(address);
  return all;
}

describe('candidates', () => {
  const lost = { address: '10.0.0.1', port: 9042 };
  const nodes = [node('10.0.0.1', 1), node('10.0.0.2', 0), node('10.0.0.3', 1), node('10.0.0.4', 0)];
  const contactPoints = [lost, { address: '10.0.0.9', port: 9042 }, { address: '10.0.0.9', port: 9042 }];

  it('puts nodes that we are connected to first, the lost one last, and contact points that are no known node behind', async () => {
    const found = await addresses(candidates(nodes, lost, () => Promise.resolve(contactPoints)));
    expect([found[0], ...found.slice(1, 3).sort(), ...found.slice(3)]).toEqual([
      '10.0.0.3',
      '10.0.0.2',
      '10.0.0.4',
      '10.0.0.1',
      '10.0.0.9',
    ]);
  });

  it('resolves the contact points only when every node has been tried', async () => {
    const resolve = jest.fn(() => Promise.resolve(contactPoints));
    const found = candidates(nodes, undefined, resolve);
    for (let i = 0; i < nodes.length; i++) await found.next();
    expect(resolve).not.toHaveBeenCalled();
    expect((await found.next()).value).toEqual(contactPoints[1]);
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it('keeps the order of the contact points while no node is known', async () => {
    expect(await addresses(candidates([], undefined, () => Promise.resolve(contactPoints)))).toEqual([
      '10.0.0.1',
      '10.0.0.9',
    ]);
  });
});
