import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTypeScript } from './typescript-peer';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-peer-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function install(name: string, exported: string): void {
  const place = path.join(folder, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, 'index.js'), `module.exports = ${exported}`);
}

const load = () => loadTypeScript(folder, [path.join(folder, 'package.json')]);

it('the TypeScript of the project is taken', () => {
  install('typescript', `{ version: '5.9.3', createProgram() {} }`);
  expect(load().version).toBe('5.9.3');
});

it('beside a TypeScript without an API, the one with an API is taken', () => {
  install('typescript', `{ version: '7.0.2' }`);
  install('@typescript/typescript6', `{ version: '6.0.2', createProgram() {} }`);
  expect(load().version).toBe('6.0.2');
});

it('a TypeScript without an API alone is an error that says what to install', () => {
  install('typescript', `{ version: '7.0.2' }`);
  expect(load).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('TypeScript 7.0.2 has no API'),
      hint: expect.stringContaining('npm install --save-dev @typescript/typescript6'),
    }),
  );
});

it('without TypeScript the error says that it is not installed', () => {
  expect(load).toThrow('TypeScript is not installed');
});
