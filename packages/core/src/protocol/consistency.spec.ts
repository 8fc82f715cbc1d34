import { types } from '../driver/values';
import { consistency, consistencyName } from './consistency';

describe('consistency', () => {
  it('has the names and numbers of cassandra-driver', () => {
    for (const [name, code] of Object.entries(consistency)) {
      expect(types.consistencies[name as keyof typeof types.consistencies]).toBe(code);
    }
  });

  it.each([
    [0x0006, 'LOCAL_QUORUM'],
    [0x0000, 'ANY'],
    [0x000a, 'LOCAL_ONE'],
    [0x00ff, '255'],
  ])('names %d %s', (code, name) => {
    expect(consistencyName(code)).toBe(name);
  });
});
