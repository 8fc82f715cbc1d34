// The endpoints on which a control connection may be opened, the best first.
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import type { Node } from '../connection/pool/node';
import { random } from '../waiting/random';

/**
 * Yields the nodes that we are connected to, then the other nodes, the node of the lost connection, and finally the contact points. These
 * are resolved only then, because a name may have a new address by now. In random order, so that clients spread over the nodes.
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
    .map((node) => ({ node, rank: (node.endpoint === lostName ? 2 : node.isUp ? 0 : 1) + random() }))
    .sort((a, b) => a.rank - b.rank);
}
