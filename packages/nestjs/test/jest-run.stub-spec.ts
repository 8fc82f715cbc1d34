import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { CqlStub, rows, serverError } from '@async-cassandra/testing';
import { compileApp } from './support/app-process';

test('a Jest run of an application ends by itself', async () => {
  await using stub = await CqlStub.start();
  stub.when('SELECT name FROM users').reply(rows({ name: 'text' }, [['Ada']]));
  stub.when({ opcode: 'PREPARE', query: /nothing/ }).reply(serverError.invalid('Undefined column name nothing'));
  const script = compileApp('jest-run');
  const config = { rootDir: path.dirname(script), testMatch: [script], transform: {}, testEnvironment: 'node' };
  const parameters = ['--config', JSON.stringify(config), '--ci', '--testTimeout', '240000'];
  const jest = spawn(process.execPath, [require.resolve('jest/bin/jest'), ...parameters], {
    env: { ...process.env, NODE_ADDRESS: `127.0.0.1:${stub.port}` },
  });
  let output = '';
  jest.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  jest.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(jest, 'close')) as [number];
  expect(output).not.toMatch(/did not exit/);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('2 passed') });
});
