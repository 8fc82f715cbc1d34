import { ReceiveBuffer } from './receive-buffer';

/** Reads as a socket does: fills the room it is given, or a part of it, and says how much. */
function read(into: ReceiveBuffer, length: number, byte: number): number {
  const room = into.buffer();
  const read = Math.min(length, room.length);
  room.fill(byte, 0, read);
  into.callback(read);
  return read;
}

describe('the receive buffer', () => {
  it('never writes over what it has handed out', () => {
    const received: Buffer[] = [];
    const buffer = new ReceiveBuffer((bytes) => received.push(bytes));
    const lengths = [1, 400, 70_000, 30_000, 3000, 40_000, 64 * 1024, 12].map((length, i) => read(buffer, length, i));
    expect(received).toEqual(lengths.map((length, i) => Buffer.alloc(length, i)));
  });

  it('always has room for a good part of a page', () => {
    const buffer = new ReceiveBuffer(() => {});
    for (let length = 0; length <= 32 * 1024; length += 500) expect(read(buffer, length, 0)).toBe(length);
  });

  it('lets small reads share memory', () => {
    const received: Buffer[] = [];
    const buffer = new ReceiveBuffer((bytes) => received.push(bytes));
    for (let i = 0; i < 50; i++) read(buffer, 400, i);
    expect(new Set(received.map((bytes) => bytes.buffer)).size).toBe(1);
  });
});
