import { consistency, consistencyName, isSerial } from './consistency';

describe('consistency', () => {
  it('has the numbers of the protocol', () => {
    const { any, one, quorum, localQuorum, localOne } = consistency;
    expect([any, one, quorum, localQuorum, localOne]).toEqual([0x0000, 0x0001, 0x0004, 0x0006, 0x000a]);
  });

  it.each([
    [0x0006, 'LOCAL_QUORUM'],
    [0x0000, 'ANY'],
    [0x000a, 'LOCAL_ONE'],
    [0x00ff, '255'],
  ])('names %d %s', (code, name) => {
    expect(consistencyName(code)).toBe(name);
  });

  it('tells the levels of Paxos', () => {
    expect([0x0007, 0x0008, 0x0009, 0x000a].map(isSerial)).toEqual([false, true, true, false]);
  });
});
