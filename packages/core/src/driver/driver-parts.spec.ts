import * as driver from 'cassandra-driver';
import * as parts from './driver-parts';

describe('the parts of cassandra-driver', () => {
  it('are the objects that the package exports, so that instanceof holds in both', () => {
    const { auth, errors, policies, types } = driver;
    expect(parts).toEqual({ auth, errors, policies, types });
    expect(
      [parts.auth, parts.errors, parts.policies, parts.types].map(
        (part, i) => part === [auth, errors, policies, types][i],
      ),
    ).toEqual([true, true, true, true]);
  });
});
