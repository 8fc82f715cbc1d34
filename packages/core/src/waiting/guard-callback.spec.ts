import { classNameOf, guardAnswer, guardCallback } from './guard-callback';
import { textOf } from '../errors/thrown';

class Failing extends Error {
  override toString(): string {
    throw new Error('even this');
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Ways in which foreign code fails. */
const failures: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('thrown');
    },
  ],
  [
    'throws what has no text',
    () => {
      throw Object.create(null);
    },
  ],
  [
    'throws what cannot be shown',
    () => {
      throw new Failing();
    },
  ],
  [
    'throws undefined',
    () => {
      const nothing: unknown = undefined;
      throw nothing;
    },
  ],
  ['rejects', () => Promise.reject(new Error('rejected'))],
  [
    'gives a thenable that throws',
    () => ({
      then: () => {
        throw new Error('thrown late');
      },
    }),
  ],
  [
    'gives a thenable that rejects',
    () => ({ then: (_: unknown, reject: (error: unknown) => void) => reject(new Error('told')) }),
  ],
  [
    'gives a thenable whose then throws',
    () =>
      Object.defineProperty({}, 'then', {
        get() {
          throw new Error('hidden');
        },
      }),
  ],
];

let emitWarning: jest.SpyInstance;
beforeEach(() => (emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})));
afterEach(() => emitWarning.mockRestore());

describe('guardCallback', () => {
  it.each(failures)('goes on where the callback %s, and tells it once', async (_, call) => {
    const owner = {};
    guardCallback(owner, 'The callback', call);
    guardCallback(owner, 'The callback', call);
    await turn();

    expect(emitWarning.mock.calls).toEqual([
      [
        expect.stringMatching(/^The callback failed/),
        expect.objectContaining({ code: 'ASYNC_CASSANDRA_CALLBACK_FAILED' }),
      ],
    ]);
  });

  it('tells the failure of each owner', () => {
    for (const owner of [{}, {}]) guardCallback(owner, 'A callback', failures[0]![1]);

    expect(emitWarning).toHaveBeenCalledTimes(2);
  });

  it('waits for nothing', () => {
    guardCallback({}, 'The callback', () => new Promise(() => {}));

    expect(emitWarning).not.toHaveBeenCalled();
  });

  it('outlives a process whose warnings throw', () => {
    emitWarning.mockImplementation(() => {
      throw new Error('no warnings here');
    });

    expect(() => guardCallback({}, 'The callback', failures[0]![1])).not.toThrow();
  });
});

describe('guardAnswer', () => {
  it('gives the answer', () => {
    expect(guardAnswer({}, 'It', () => 7, 0)).toBe(7);
  });

  it.each(failures)('gives the other value where the code %s, and tells it once', async (_, call) => {
    const owner = {};
    expect(guardAnswer<unknown>(owner, 'It', call, 'instead')).toBe('instead');
    await turn();

    expect(emitWarning).toHaveBeenCalledTimes(1);
  });
});

describe('the text of foreign things', () => {
  it('is there also where they have none', () => {
    expect(textOf(new Error('plain'))).toBe('Error: plain');
    expect([textOf(Object.create(null)), textOf(new Failing())]).toEqual(Array(2).fill('an object without a text'));
    expect([classNameOf(new Failing()), classNameOf(Object.create(null) as object)]).toEqual([
      'Failing',
      'an object without a class',
    ]);
  });
});
