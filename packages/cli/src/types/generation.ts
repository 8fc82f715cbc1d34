// One generation: from the sources and the facts about their statements to the texts of the files.
import { findStatements } from './source/find-statements';
import type { FoundStatements, FoundText } from './source/found-statements';
import { otherMeanings } from './source/other-meanings';
import { ParsedFiles } from './source/parsed-files';
import { ownTypesOf } from './source/own-values';
import type { Place } from './source/place';
import { loadProjects } from './source/project';
import type { SourceProject } from './source/source-project';
import type { TypeScript } from './source/typescript-peer';
import { generatedFile, tableNamed } from './mapping/generated-file';
import type { OwnTypes } from './mapping/own-types';
import { statementParts } from './mapping/statement-parts';
import { qualified } from './schema/cql-type';
import type { Answered, Asked } from './schema/describe-statements';
import type { RefusedStatement, SchemaFacts } from './schema/schema-facts';
import { snapshotText } from './schema/snapshot-file';
import type { TypesSettings } from './types-settings';
import type { WrittenFile } from './written-files';

/** The sources, before anybody is asked about their statements. */
export interface Sources {
  readonly projects: readonly SourceProject[];
  readonly found: FoundStatements;
  readonly own: OwnTypes;
}

/** An error at its places in the sources. */
export interface Problem {
  readonly places: readonly Place[];
  readonly message: string;
}

export interface Generation {
  readonly problems: readonly Problem[];
  /** The generated file and, with a snapshot, that. Only without problems. */
  readonly files: readonly WrittenFile[];
  readonly statements: number;
}

/** Reads the sources of the project. What is in `parsed` is not parsed again. */
export function readSources(
  ts: TypeScript,
  settings: TypesSettings,
  folder: string,
  parsed: ParsedFiles = new ParsedFiles(ts),
): Sources {
  const { project, output, configuration, codecs, spelledCodecs } = settings;
  const { file: configFile } = configuration;
  const extraFiles = configFile === undefined || configFile.endsWith('.json') ? [] : [configFile];
  const projects = loadProjects(ts, { file: project, folder, extraFiles, output, parsed });
  const found = findStatements(ts, projects, [output]);
  const resolution = projects[0]!.options.moduleResolution;
  const withExtension =
    resolution === ts.ModuleResolutionKind.NodeNext ||
    resolution === ts.ModuleResolutionKind.Node16 ||
    resolution === undefined;
  const own = ownTypesOf(ts, projects, { codecs, spelled: spelledCodecs, output, withExtension });
  return { projects, found, own };
}

export function askedOf({ statements, tables }: FoundStatements): Asked {
  return { texts: statements.map(({ text }) => text), tables: tables.map(({ text }) => text) };
}

/** Answers from a snapshot. A statement that it lacks is an error, whose remedy is a server. */
export function answersOfSnapshot(facts: SchemaFacts, { texts, tables }: Asked): Answered {
  const isMissing = (text: string) => statementParts(text) !== undefined && !facts.statements.has(text);
  const isUnknown = (written: string) => {
    const { keyspace, name } = tableNamed(written, facts.keyspace);
    return keyspace === undefined || !facts.tables.has(qualified(keyspace, name));
  };
  const missing = [...texts.filter(isMissing), ...tables.filter(isUnknown)];
  const message = 'It is not in the snapshot: write the snapshot anew from a server, with --update';
  const used = new Set(texts);
  const statements = new Map([...facts.statements].filter(([text]) => used.has(text)));
  return { facts: { ...facts, statements }, refused: missing.map((text): RefusedStatement => ({ text, message })) };
}

/** Makes the texts of the files. */
export function generate(
  ts: TypeScript,
  { projects, found, own }: Sources,
  { facts, refused }: Answered,
  settings: TypesSettings,
): Generation {
  const placesOf = new Map([...found.tables, ...found.statements].map(({ text, places }: FoundText) => [text, places]));
  const problems: Problem[] = refused.map(({ text, message }) => ({ places: placesOf.get(text) ?? [], message }));
  const { texts, tables } = askedOf(found);
  const { encoding, isStrict, output, snapshot } = settings;
  const text = generatedFile({ facts, texts, tables, encoding, own, isStrict });
  for (const { statement, file } of otherMeanings(ts, projects, { output, text })) {
    const message = `This text means something else in ${file}: two schemas need two projects, or keyspaces in the text`;
    problems.push({ places: placesOf.get(statement) ?? [], message });
  }
  const files = [{ file: output, text }];
  if (snapshot !== undefined) files.push({ file: snapshot, text: snapshotText(facts) });
  return { problems, files: problems.length > 0 ? [] : files, statements: facts.statements.size };
}
