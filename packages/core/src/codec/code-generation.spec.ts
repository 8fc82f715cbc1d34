import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { native } from '../../test/types/random-types';
import { allowsCodeGeneration } from './code-generation';
import { Codecs } from './codecs';

const columns = [{ keyspace: 'ks', table: 't', name: 'c', type: native('int') }];

/** Prints what a process with these flags decides, and a value that it decodes. The TypeScript is compiled as it is loaded. */
function runWith(...flags: string[]): string {
  const script = `
const ts = require('typescript'), fs = require('node:fs');
const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
require.extensions['.ts'] = (module, file) =>
  module._compile(ts.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions: options }).outputText, file);
const { allowsCodeGeneration } = require(${JSON.stringify(path.join(__dirname, 'code-generation.ts'))});
const { Codecs } = require(${JSON.stringify(path.join(__dirname, 'codecs.ts'))});
const rows = [];
new Codecs().rowDecoder(${JSON.stringify(columns)}).decode(Buffer.from('0000000400000007', 'hex'), 0, 8, 1, rows);
console.log(allowsCodeGeneration(), JSON.stringify(rows));`;
  return execFileSync(process.execPath, [...flags, '-e', script], { cwd: __dirname, encoding: 'utf8' }).trim();
}

describe('code generation', () => {
  it('is used where the process allows it', () => {
    expect(allowsCodeGeneration()).toBe(true);
    const codecs = new Codecs();
    expect(codecs.rowDecoder(columns).decode).toBe(codecs.rowDecoder(columns).decode);
  });

  it('is done without where the process forbids it', () => {
    expect(runWith('--disallow-code-generation-from-strings')).toBe('false [{"c":7}]');
  });
});

describe('the cache of generated code', () => {
  const decoderFor = (codecs: Codecs, name: string) =>
    codecs.rowDecoder([{ keyspace: 'ks', table: name, name, type: native('int') }]);

  it('shares functions among results of the same names and types, each with its own columns', () => {
    const codecs = new Codecs({ compile: true });
    const one = codecs.rowDecoder(columns);
    const other = codecs.rowDecoder([{ ...columns[0]!, table: 'other' }]);
    expect(other.decode).toBe(one.decode);
    expect(other.columns[0]!.table).toBe('other');
    expect(codecs.parametersEncoder(columns)).toBe(codecs.parametersEncoder([...columns]));
  });

  it('tells apart what differs in a name or a type only', () => {
    const codecs = new Codecs({ compile: true });
    const variants = [
      columns,
      [{ ...columns[0]!, name: 'd' }],
      [{ ...columns[0]!, type: native('text') }],
      [...columns, ...columns],
      [],
    ];
    expect(new Set(variants.map((variant) => codecs.rowDecoder(variant).decode)).size).toBe(variants.length);
  });

  it('is bounded', () => {
    const codecs = new Codecs({ compile: true, cacheSize: 2 });
    const first = decoderFor(codecs, 'a').decode;
    expect(decoderFor(codecs, 'a').decode).toBe(first);
    decoderFor(codecs, 'b');
    decoderFor(codecs, 'c');
    expect(decoderFor(codecs, 'a').decode).not.toBe(first);
  });
});
