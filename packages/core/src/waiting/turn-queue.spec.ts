import { TurnQueue } from './turn-queue';

it("a signal that cannot be listened to takes nobody's turn", async () => {
  const turns = new TurnQueue(1, 10);
  await turns.take({});
  const signal = Object.assign(new AbortController().signal, {
    addEventListener() {
      throw new Error('foreign');
    },
  });
  await expect(turns.take({ signal, timeoutMs: 60_000 })).rejects.toThrow('foreign');
  turns.release();
  expect(turns.active).toBe(0);
  await turns.take({});
});
