// Where a control connection may be opened, the best first.
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import type { Node } from '../connection/pool/node';

/**
 * Nodes that we are connected to, the other nodes, the node that was lost, and at last the contact points, which are resolved
 * only then: a name may stand for another address by now. In random order, so that clients spread over the nodes.
 */
export async function* candidates(
  nodes: readonly Node[],
  lost: Endpoint | undefined,
  resolveContactPoints: () => Promise<readonly Endpoint[]>,
): AsyncGenerator<Endpoint, void> {
  const seen = new Set<string>();
  const lostName = lost === undefined ? undefined : formatEndpoint(lost);
  for (const { node } of inOrder(nodes, lostName)) {
    seen.add(node.endpoint);
    yield node.description.endpoint;
  }
  for (const endpoint of await resolveContactPoints()) {
    const name = formatEndpoint(endpoint);
    if (seen.has(name)) continue;
    seen.add(name);
    yield endpoint;
  }
}

function inOrder(nodes: readonly Node[], lostName: string | undefined): { readonly node: Node }[] {
  return nodes
    .map((node) => ({ node, rank: (node.endpoint === lostName ? 2 : node.isUp ? 0 : 1) + Math.random() }))
    .sort((a, b) => a.rank - b.rank);
}
