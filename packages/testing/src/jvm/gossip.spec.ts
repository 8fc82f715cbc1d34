import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GossipLogs, type GossipingNode } from './gossip';

describe('GossipLogs.waitUntilSeenUp()', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gossip-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const line = (address: string, state: 'UP' | 'DOWN', port = ':7000') =>
    `INFO  [GossipStage:1] 2026-01-02 03:04:05,678 Gossiper.java:1406 - InetAddress /${address}${port} is now ${state}\n`;

  class Node implements GossipingNode {
    readonly logFile: string;
    rejoined = 0;
    onRejoin = () => {};

    constructor(readonly address: string) {
      this.logFile = join(folder, address);
      writeFileSync(this.logFile, '');
    }

    logs(text: string): void {
      appendFileSync(this.logFile, text);
    }

    async logSize(): Promise<number> {
      return statSync(this.logFile).size;
    }

    async rejoinGossip(): Promise<void> {
      this.rejoined++;
      this.onRejoin();
    }
  }

  const unlimited = { deadline: Infinity, rejoinAfterMs: Infinity, signal: undefined };

  // Aborted from the start, a wait reads the logs once: it ends, or rejects with an AbortError.
  const once = { ...unlimited, signal: AbortSignal.abort() };
  const stillWaiting = { name: 'AbortError' };

  it('waits for both directions after a start, and minds nothing that was logged before the mark', async () => {
    const [a, b, c] = [new Node('127.0.0.1'), new Node('127.0.0.2'), new Node('127.0.0.3')];
    for (const node of [a, c]) node.logs(line(b.address, 'UP'));
    const logs = await GossipLogs.mark([a, b, c]);
    const options = { running: [a, b, c], returning: [b], wereUp: false };
    b.logs(line(a.address, 'UP') + line(c.address, 'UP', ''));
    a.logs(line(b.address, 'DOWN') + line(b.address, 'UP'));
    await expect(logs.waitUntilSeenUp({ ...options, ...once })).rejects.toMatchObject(stillWaiting);
    const wait = logs.waitUntilSeenUp({ ...options, ...unlimited });
    c.logs(line(b.address, 'UP'));
    await wait;
  });

  it('ends at once after a pause that nobody noticed, and waits for the end of one that was', async () => {
    const [a, b] = [new Node('127.0.0.1'), new Node('127.0.0.2')];
    const logs = await GossipLogs.mark([a, b]);
    const options = { running: [a, b], returning: [b], wereUp: true };
    await logs.waitUntilSeenUp({ ...options, ...once });
    a.logs(line(b.address, 'DOWN'));
    await expect(logs.waitUntilSeenUp({ ...options, ...once })).rejects.toMatchObject(stillWaiting);
    const wait = logs.waitUntilSeenUp({ ...options, ...unlimited });
    a.logs(line(b.address, 'UP'));
    await wait;
  });

  it('lets the node that is held for dead join the gossip anew, and no other', async () => {
    const [a, b] = [new Node('127.0.0.1'), new Node('127.0.0.2')];
    const logs = await GossipLogs.mark([a, b]);
    b.logs(line(a.address, 'UP'));
    b.onRejoin = () => a.logs(line(b.address, 'UP'));
    await logs.waitUntilSeenUp({ running: [a, b], returning: [b], wereUp: false, ...unlimited, rejoinAfterMs: 0 });
    expect([a.rejoined, b.rejoined]).toEqual([0, 1]);
  });

  it('says at the deadline who did not see whom', async () => {
    const [a, b] = [new Node('127.0.0.1'), new Node('127.0.0.2')];
    const logs = await GossipLogs.mark([a, b]);
    b.logs(line(a.address, 'UP'));
    await expect(
      logs.waitUntilSeenUp({ running: [a, b], returning: [b], wereUp: false, ...unlimited, deadline: 0 }),
    ).rejects.toThrow('The node 127.0.0.1 did not see 127.0.0.2 up in time');
  });
});
