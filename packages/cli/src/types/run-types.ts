// The command `types`: one generation, a check, or one generation after each change.
import { exitCode, type ExitCode } from '../command-line/exit-code';
import { openFactServer, type FactServer } from './fact-sources';
import { answersOfSnapshot, askedOf, generate, readSources, type Generation, type Sources } from './generation';
import { readSnapshot } from './schema/snapshot-file';
import { TypesReport } from './types-report';
import { brokenCalls } from './source/broken-calls';
import { shownFile } from './source/place';
import { isInProject } from './source/project';
import { loadTypeScript, type TypeScript } from './source/typescript-peer';
import { typesSettings, type TypesInvocation, type TypesSettings } from './types-settings';
import { watchTypes } from './watch-types';
import { textOfFile, writeFiles } from './written-files';

export async function runTypes(invocation: TypesInvocation): Promise<ExitCode> {
  const settings = await typesSettings(invocation);
  const ts = loadTypeScript(invocation.folder);
  if (invocation.flags.watch) return watchTypes(ts, invocation);
  const sources = readSources(ts, settings, invocation.folder);
  const generation = await generationOf(ts, invocation, settings, sources);
  return invocation.flags.check
    ? checkGeneration(ts, invocation, { settings, sources, generation })
    : writeGeneration(ts, invocation, { settings, sources, generation });
}

export interface Run {
  readonly settings: TypesSettings;
  readonly sources: Sources;
  readonly generation: Generation;
}

async function generationOf(
  ts: TypeScript,
  invocation: TypesInvocation,
  settings: TypesSettings,
  sources: Sources,
): Promise<Generation> {
  const { snapshot, prefersSnapshot } = settings;
  const facts = snapshot !== undefined && prefersSnapshot ? await readSnapshot(snapshot) : undefined;
  const asked = askedOf(sources.found);
  if (facts !== undefined) return generate(ts, sources, answersOfSnapshot(facts, asked), settings);
  const server: FactServer = await openFactServer(invocation, settings);
  try {
    return generate(ts, sources, await server.describe(asked, invocation.signal), settings);
  } finally {
    await server.close();
  }
}

/** Writes the files, all or none, and reports. */
export async function writeGeneration(
  ts: TypeScript,
  invocation: TypesInvocation,
  { settings, sources, generation }: Run,
): Promise<ExitCode> {
  const report = new TypesReport(invocation);
  const refusal = report.begin(sources.found.unseen, generation.problems);
  if (refusal !== undefined) return refusal;
  const written = await writeFiles(generation.files);
  if (!isInProject(ts, settings.project, settings.output)) report.notInProject(settings);
  await report.done(generation.statements, sources.found, settings, written);
  return exitCode.done;
}

async function checkGeneration(
  ts: TypeScript,
  invocation: TypesInvocation,
  { settings, sources, generation }: Run,
): Promise<ExitCode> {
  const report = new TypesReport(invocation);
  const refusal = report.begin(sources.found.unseen, generation.problems);
  if (refusal !== undefined) return refusal;
  const outdated: string[] = [];
  for (const { file, text } of generation.files) {
    const today = await textOfFile(file);
    if (today === undefined) outdated.push(`${shownFile(file, invocation.folder)} does not exist`);
    else if (today.replaceAll('\r\n', '\n') !== text)
      outdated.push(`${shownFile(file, invocation.folder)} is out of date`);
  }
  if (outdated.length === 0) {
    await report.done(generation.statements, sources.found, settings, []);
    return exitCode.done;
  }
  const { output } = settings;
  const { text } = generation.files[0]!;
  report.outdated(outdated, brokenCalls(ts, sources.projects, { output, text }, invocation.folder));
  return exitCode.incomplete;
}
