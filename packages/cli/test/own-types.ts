// The types of codecs and of classes for user types, as the generator reads them from the sources of an application.
import path from 'node:path';
import type { Codec } from '@async-cassandra/core';
import ts from 'typescript';
import type { OwnTypes } from '../src/types/mapping/own-types';
import { ownTypesOf } from '../src/types/source/own-values';
import { loadProjects } from '../src/types/source/project';
import { TypesProject } from './types-project';

export function ownTypesIn(source: string, codecs: readonly Codec[]): OwnTypes {
  const project = new TypesProject();
  try {
    project.write('src/main.ts', source);
    const { folder } = project;
    const projects = loadProjects(ts, { file: path.join(folder, 'tsconfig.json'), folder, extraFiles: [] });
    const output = path.join(folder, 'src/cql.generated.d.ts');
    return ownTypesOf(ts, projects, { codecs, spelled: {}, output, withExtension: true });
  } finally {
    project.remove();
  }
}
