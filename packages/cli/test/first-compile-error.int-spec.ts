// The section "Five minutes" of docs/generated-types.md, with the files, the command and the outputs that it shows. The schema is applied to
// the keyspace of this test, in the place of a throw-away server.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { useKeyspace } from '@async-cassandra/testing/jest';
import ts from 'typescript';
import { ServerCommands } from './server-commands';
import { TypesProject } from './types-project';

const page = readFileSync(path.join(__dirname, '../../../docs/generated-types.md'), 'utf8');
const section = page.split(/^## /m).find((each) => each.startsWith('Five minutes'))!;
const blocksOf = (language: string): string[] =>
  [...section.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, block]) => block!);
const files = new Map(
  [...section.matchAll(/^`([^`]+)` [^\n]*:\n\n```\w+\n([^]*?)```/gm)].map(([, file, text]) => [file!, text!]),
);

const commands = new ServerCommands(useKeyspace());
const project = new TypesProject();
afterAll(async () => {
  await commands.close();
  project.remove();
});

/** What `tsc` prints in the folder of the project. */
function compile(): string {
  const { config } = ts.readConfigFile(path.join(project.folder, 'tsconfig.json'), (name) => ts.sys.readFile(name)) as {
    config: object;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, project.folder);
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options)), {
    getCurrentDirectory: () => project.folder,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
}

it('the first compile error comes as the page shows it', async () => {
  const schema = files.get('schema.cql')!;
  const program = files.get('src/main.ts')!;
  const command = 'npx async-cassandra types --schema schema.cql --keyspace shop';
  const [wrote, compileError] = blocksOf('text');
  expect(blocksOf('sh').slice(1)).toEqual([`${command}\n`, 'npx tsc\n']);

  const session = await commands.connect();
  await session.execute(schema.replace(';', ''));
  project.write('tsconfig.json', files.get('tsconfig.json')!);
  project.write('src/main.ts', program);
  const { error } = await commands.run(['types'], { folder: project.folder });
  expect(error).toBe(wrote);
  const line = 'for (const { nmae } of rows) console.log(nmae);';
  expect(section).toContain(`\`${line}\``);
  project.write('src/main.ts', program.replace(line.replaceAll('nmae', 'name'), line));
  expect(compile()).toBe(compileError);
});
