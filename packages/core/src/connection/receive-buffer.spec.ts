import { ReceiveBuffer } from './receive-buffer';

/** Reads as a socket does: into the start of the buffer, again and again, and says how much. */
function read(into: ReceiveBuffer, length: number, byte: number): void {
  into.buffer.fill(byte, 0, length);
  into.callback(length);
}

describe('the receive buffer', () => {
  it('never writes over what it has handed out', () => {
    const received: Buffer[] = [];
    const buffer = new ReceiveBuffer((bytes) => received.push(bytes));
    const lengths = [1, 400, 64 * 1024, 30_000, 3000, 40_000, 64 * 1024, 12];
    lengths.forEach((length, index) => read(buffer, length, index));
    expect(received).toEqual(lengths.map((length, index) => Buffer.alloc(length, index)));
  });

  it('keeps no more memory alive than what came', () => {
    const received: Buffer[] = [];
    const buffer = new ReceiveBuffer((bytes) => received.push(bytes));
    read(buffer, 50_000, 1);
    read(buffer, 10, 2);
    expect(received[0]!.buffer.byteLength).toBe(50_000);
    expect(received[1]!.buffer.byteLength).toBeLessThanOrEqual(8192);
  });
});
