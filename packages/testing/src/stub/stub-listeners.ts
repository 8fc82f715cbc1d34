// Addresses and ports for the nodes of a stub.
//
// Real nodes have one address each and share the port, and `system.peers` has no ports. The nodes of a stub do the same if
// the machine has the whole of 127.0.0.0/8 (Linux). Otherwise they share 127.0.0.1 and have one port each.

import { refuseUnknown } from '../known-options';
import { likelyFreePort } from '../server/addresses';
import { type StubCluster, StubNode, type StubNodeOptions } from './stub-node';

interface ListenOptions {
  readonly port?: number;
  readonly protocolVersions?: readonly number[];
}

const maxAttempts = 20;

export async function openNodes(
  nodes: readonly StubNodeOptions[],
  options: ListenOptions,
  cluster: StubCluster,
  firstIndex = 0,
): Promise<StubNode[]> {
  for (let attempt = 1; ; attempt++) {
    const opened: StubNode[] = [];
    try {
      for (const [position, nodeOptions] of nodes.entries()) {
        refuseUnknown('a node of the CQL stub', nodeOptions);
        const index = firstIndex + position;
        const port = nodeOptions.port ?? options.port ?? opened[0]?.port ?? likelyFreePort();
        const tokens = evenTokens(index, Math.max(nodes.length, index + 1));
        opened.push(await openNode(index, port, { ...options, ...nodeOptions }, tokens, cluster));
      }
      return opened;
    } catch (error) {
      await Promise.all(opened.map((node) => node.stop()));
      // Another process has the port on one of the addresses: try another port for all of them.
      if (!isAddressInUse(error) || options.port !== undefined || attempt === maxAttempts) {
        throw error;
      }
    }
  }
}

async function openNode(
  index: number,
  port: number,
  options: StubNodeOptions,
  tokens: readonly string[],
  cluster: StubCluster,
): Promise<StubNode> {
  const node = new StubNode(index, options.address ?? `127.0.0.${index + 1}`, options, tokens, cluster);
  try {
    await node.listen(port);
    return node;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL' || options.address !== undefined) {
      throw error;
    }
    const shared = new StubNode(index, '127.0.0.1', options, tokens, cluster);
    await shared.listen(options.port !== undefined && index === 0 ? port : 0);
    return shared;
  }
}

function isAddressInUse(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

const ringStart = -(2n ** 63n);
const ringSize = 2n ** 64n;

function evenTokens(index: number, count: number): string[] {
  return [(ringStart + (ringSize / BigInt(count)) * BigInt(index)).toString()];
}
