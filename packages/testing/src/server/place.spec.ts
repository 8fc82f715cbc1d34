import { nodeCount, placeOf } from './place';

it.each([
  [{}, 1],
  [{ racks: ['a', 'b', 'c'] }, 3],
  [{ datacenters: ['east', 'west'], racks: ['a', 'b', 'a', 'b'] }, 4],
  [{ nodes: 2, racks: ['a', 'b', 'c'] }, 2],
])('with %j there are %i nodes', (options, expected) => {
  expect(nodeCount(options)).toBe(expected);
});

it('places each node in its datacenter and its rack, and the others in the default ones', () => {
  const options = { datacenters: ['east', 'west'], racks: ['a'] };

  expect([0, 1, 2].map((index) => placeOf(options, index))).toEqual([
    { datacenter: 'east', rack: 'a' },
    { datacenter: 'west', rack: 'rack1' },
    { datacenter: 'datacenter1', rack: 'rack1' },
  ]);
});
