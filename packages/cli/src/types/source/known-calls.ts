// The functions and methods of our packages that take a CQL text or the name of a table.

/** What an argument of such a call contains. */
export type ArgumentKind = 'text' | 'table' | 'record';

export interface KnownCall {
  readonly packageName: string;
  readonly kind: ArgumentKind;
  readonly index: number;
  /** `function`s are called by themselves, `member`s on an object or a class. */
  readonly how: 'function' | 'member' | 'constructor';
}

const core = '@async-cassandra/core';
const rxjs = '@async-cassandra/rxjs';
const nestjs = '@async-cassandra/nestjs';

const calls: readonly (readonly [name: string, call: KnownCall])[] = [
  ...members(core, 'text', [
    'execute',
    'executeStream',
    'executePage',
    'executeConcurrent',
    'prepare',
    'add',
    'addAll',
  ]),
  ...members(core, 'table', ['scanTable', 'countTable']),
  ...members(nestjs, 'record', ['forFeature']),
  ['defineStatements', { packageName: nestjs, kind: 'record', index: 0, how: 'function' }],
  ['createStreamingStatement', { packageName: core, kind: 'text', index: 0, how: 'function' }],
  ['SimpleStatement', { packageName: core, kind: 'text', index: 0, how: 'constructor' }],
  ...['execute', 'executeEach', 'mapRows', 'pages', 'rows'].map(
    (name) => [name, { packageName: rxjs, kind: 'text', index: 1, how: 'function' }] as const,
  ),
];

/** The calls of a name: the same name can be a method and a function. */
export function knownCalls(name: string): readonly KnownCall[] {
  return byName.get(name) ?? [];
}

export const isKnownName = (name: string): boolean => byName.has(name);

/** Whether a piece of source mentions one of the names. */
export const mentionsKnownName = (source: string): boolean => anyName.test(source);

const byName = new Map<string, KnownCall[]>();
for (const [name, call] of calls) byName.set(name, [...(byName.get(name) ?? []), call]);
const anyName = new RegExp(`\\b(?:${[...byName.keys()].join('|')})\\b`);

function members(packageName: string, kind: ArgumentKind, names: readonly string[]) {
  return names.map((name) => [name, { packageName, kind, index: 0, how: 'member' }] as const);
}
