// The demo as a command, on a Cassandra that it starts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../run-command.mjs';

/** `onOutput` is called with all that was printed so far. Resolves when it has ended. */
async function runDemo(args, { onOutput = () => {}, env = {} } = {}) {
  const child = spawn(process.execPath, [path.join(root, 'tools/demo/main.mjs'), '--nodes', '1', ...args], {
    env: { ...process.env, CI: '', CASSANDRA_CONTACT_POINTS: '', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      onOutput(output, child);
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

describe('npm run demo', () => {
  it('answers and ends by itself when it is told to, or in CI', async () => {
    const { code, output } = await runDemo([], { env: { CI: 'true' } });
    assert.equal(code, 0, output);
    assert.match(output, /✓ load readings .* 8759 rows/);
    assert.match(output, /Coldest days[^]*2010-12-23 +4\.1 +3\.1 +5\.8 {2}°C[^]*Warmest days/);
    assert.match(output, /Cassandra sees @async-cassandra\/core: protocol v5/);
    assert.match(output, /✓ stop Cassandra/);
  });

  it('starts nothing when its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    const { code, output } = await runDemo(['--port', String(port)]);
    server.close();
    assert.deepEqual(
      [code, output],
      [1, `Port ${port} is in use. Choose another one with --port, or leave --port out\n`],
    );
  });

  it('serves a page until Ctrl-C, which ends everything in order', async () => {
    let page;
    const { code, output } = await runDemo(['--readings', '0', '--port', '0'], {
      onOutput: (printed, child) => {
        if (page !== undefined || !printed.includes('Press Ctrl-C to stop everything')) return;
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
        page = fetch(url)
          .then((response) => response.text())
          .finally(() => child.kill('SIGINT'));
      },
    });
    assert.equal(code, 0, output);
    assert.match(await page, /<h1>Telemetry on Cassandra<\/h1>/);
    assert.match(output, /✓ stop the service[^]*✓ stop Cassandra/);
  });
});
