// The datacenter and the rack of each node, from the options of a start.
import type { StartOptions } from '../fixture';

const defaultDatacenter = 'datacenter1';
export const defaultRack = 'rack1';

type Places = Pick<StartOptions, 'nodes' | 'datacenters' | 'racks'>;

/** Returns the number of nodes: `nodes`, or as many as `datacenters` or `racks` name. */
export function nodeCount({ nodes, datacenters = [], racks = [] }: Places): number {
  return nodes ?? Math.max(datacenters.length, racks.length, 1);
}

export function placeOf(
  { datacenters, racks }: Places,
  index: number,
): { readonly datacenter: string; readonly rack: string } {
  return { datacenter: datacenters?.[index] ?? defaultDatacenter, rack: racks?.[index] ?? defaultRack };
}
