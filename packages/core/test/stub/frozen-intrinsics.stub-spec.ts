// The process is not ours: nothing assigns to what JavaScript brings along, nor to a name that an object inherits from it.
import { CqlStub, rows, serverError } from '@async-cassandra/testing';
import { runProgram } from '../fixture/run-program';

async function startStub(): Promise<CqlStub> {
  const stub = await CqlStub.start();
  stub.when('SELECT none').reply(serverError.invalid('no such table'));
  stub.when('SELECT unavailable').reply(serverError.unavailable({ required: 3, alive: 1 }));
  stub
    .when('SELECT a FROM t WHERE a = ?')
    .variables({ a: 'int' })
    .reply(rows({ a: 'int' }, []));
  stub.when('SELECT silent').drop();
  stub
    .when('SELECT odd FROM t')
    .reply(rows({ toString: 'text', constructor: 'int', name: 'text', message: 'text' }, [['a', 1, 'b', 'c']]));
  return stub;
}

const odd = [{ toString: 'a', constructor: 1, name: 'b', message: 'c' }];

describe('a process with frozen intrinsics', () => {
  test.each([
    ['by Node', [], ['--frozen-intrinsics', '--no-warnings']],
    [
      'by the application, after the package was loaded',
      ['Object', 'Array', 'Promise', 'Map', 'Uint8Array', 'Error', 'TypeError', 'RangeError'],
      [],
    ],
  ])('has its errors, its rows and its end: %s', async (_, freeze, flags) => {
    await using stub = await startStub();
    await expect(
      runProgram('with-frozen-intrinsics', { options: stub.clusterOptions(), freeze }, flags),
    ).resolves.toEqual({
      frozen: true,
      serverError: [true, 'InvalidRequestError', 'no such table'],
      unavailable: [true, 'UnavailableError', 1],
      badValue: [true, 'TypeError', 'Column "a" (int): expected an integer, got a string'],
      timeOut: [true, 'OperationTimedOutError'],
      rows: odd,
      streamed: odd,
      closed: ['ConnectionError', 'CLOSED'],
    });
  });
});
