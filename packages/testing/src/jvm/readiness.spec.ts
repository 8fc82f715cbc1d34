import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntilReady } from './readiness';

const folder = mkdtempSync(join(tmpdir(), 'readiness-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['for clients', 'java.lang.IllegalStateException: Failed to bind port 26461 on 127.0.0.1.'],
  [
    'of JMX',
    'java.rmi.server.ExportException: Port already in use: 21851; nested exception is: java.net.BindException',
  ],
  [
    'between nodes',
    '/127.0.0.1:22803 is in use by another process.  Change listen_address:storage_port in cassandra.yaml to values that do not conflict',
  ],
])('tells that the port %s was taken meanwhile, so that the start is tried again on others', async (_, line) => {
  const logFile = join(folder, 'system.log');
  writeFileSync(logFile, `INFO starts\n${line}\n`);
  const node = { address: '127.0.0.1', port: 1, logFile, logStart: 0, isRunning: () => false };
  expect(await waitUntilReady(node, Date.now() + 60_000)).toMatchObject({ kind: 'portTaken' });
});
