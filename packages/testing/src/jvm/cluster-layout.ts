import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { freePorts, isFree } from '../server/addresses';

const largestCluster = 9;

/** The addresses and ports of the nodes of one cluster: each node has its own address, all have the same ports, as `system.peers` requires. */
export interface ClusterLayout {
  readonly port: number;
  readonly storagePort: number;
  /** All addresses that the cluster may use; node i has the i-th. */
  readonly addresses: readonly string[];
}

export async function chooseLayout(nodes: number): Promise<ClusterLayout> {
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > largestCluster) {
    throw new FixtureError(
      fixtureErrorCode.badOption,
      `nodes must be a number from 1 to ${largestCluster}, not ${nodes}`,
    );
  }
  // A single node uses the usual address; several nodes use a block that other clusters are unlikely to use.
  const block = nodes === 1 ? 0 : 1 + Math.floor(Math.random() * 254);
  const addresses = Array.from({ length: largestCluster }, (_, index) => `127.0.${block}.${index + 1}`);
  const [port, storagePort] = (await freePorts(addresses.slice(0, nodes), 2)) as [number, number];
  return { port, storagePort, addresses };
}

/** Returns the address of a node that joins later. */
export async function addressForNode(layout: ClusterLayout, index: number): Promise<string> {
  const address = layout.addresses[index];
  if (address === undefined) {
    throw new FixtureError(fixtureErrorCode.badOption, `A cluster can have ${largestCluster} nodes at most`);
  }
  if ((await isFree(address, layout.port)) && (await isFree(address, layout.storagePort))) return address;
  throw new FixtureError(
    fixtureErrorCode.startFailed,
    `Another process listens on ${address}, port ${layout.port} or ${layout.storagePort}`,
  );
}
