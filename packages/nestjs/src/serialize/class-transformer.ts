// class-transformer, where the application has it: what @Exclude, @Expose and ClassSerializerInterceptor do for CQL values and rows.
import { createRequire } from 'node:module';
import {
  AsyncResultSet,
  BigDecimal,
  Duration,
  InetAddress,
  Integer,
  LocalDate,
  LocalTime,
  Long,
  TimeUuid,
  Tuple,
  Uuid,
  Vector,
} from '@async-cassandra/core';

interface Transformation {
  readonly obj: object;
  readonly options: object;
}

/** What is used of it: its public decorators and its function. */
export interface ClassTransformer {
  Expose(options: object): (prototype: object, property: string) => void;
  Transform(
    transform: (given: Transformation) => unknown,
    options: object,
  ): (prototype: object, property: string) => void;
  instanceToPlain(value: unknown, options: object): unknown;
}

const valueClasses = [
  ...[BigDecimal, Duration, InetAddress, Integer, LocalDate, LocalTime, Long, TimeUuid, Tuple, Uuid, Vector],
  AsyncResultSet,
];

/** No property of any of them. */
const property = '@async-cassandra/json';

/** Where its decorators keep what they are told. Without types, and told of here only by what is asked of it. */
interface MetadataStorage {
  getStrategy(target: unknown): string;
  getExcludedProperties(target: unknown, kind: number): readonly string[];
  getExposedProperties(target: unknown, kind: number): readonly string[];
}

const classToPlain = 1;

export interface LoadedTransformer {
  readonly transformer: ClassTransformer;
  /** Whether the class of an object excludes something, or exposes it by another name. */
  isRestricted(value: object): boolean;
}

let loaded: { readonly value: LoadedTransformer | undefined } | undefined;

/**
 * The copy that Nest's own ClassSerializerInterceptor uses; undefined where there is none. From then on it makes of a CQL value, which
 * it does not know, what it is in JSON, wherever it meets one: before CassandraSerializerInterceptor or after it.
 */
export function loadClassTransformer(toJson: (value: unknown) => unknown): LoadedTransformer | undefined {
  loaded ??= { value: load(toJson) };
  return loaded.value;
}

function load(toJson: (value: unknown) => unknown): LoadedTransformer | undefined {
  let transformer: ClassTransformer;
  let storage: MetadataStorage | undefined;
  try {
    const load = createRequire(require.resolve('@nestjs/common'));
    transformer = load('class-transformer') as ClassTransformer;
    storage = (load('class-transformer/cjs/storage') as { readonly defaultMetadataStorage?: MetadataStorage })
      .defaultMetadataStorage;
  } catch {
    return undefined;
  }
  // It makes plain objects of everything. One with this function as toJSON is what JSON.stringify writes.
  const toJSON = ({ obj, options }: Transformation) => {
    if (!valueClasses.some((kind) => obj instanceof kind)) return undefined;
    const inner = elementsOf(obj);
    const plain = inner === undefined ? obj : transformer.instanceToPlain(inner, options);
    return () => toJson(plain);
  };
  // It looks values of a Map up as if they were Maps themselves.
  for (const { prototype } of [...valueClasses, Map] as readonly { readonly prototype: object }[]) {
    transformer.Expose({ name: 'toJSON', toPlainOnly: true })(prototype, property);
    transformer.Transform(toJSON, { toPlainOnly: true })(prototype, property);
  }
  const isRestricted = ({ constructor }: object): boolean =>
    storage !== undefined &&
    (storage.getStrategy(constructor) !== 'none' ||
      storage.getExcludedProperties(constructor, classToPlain).length > 0 ||
      storage.getExposedProperties(constructor, classToPlain).length > 0);
  return { transformer, isRestricted };
}

/** Of what may hold objects of the application's classes: an array of them, for class-transformer to see. */
function elementsOf(value: object): unknown[] | undefined {
  if (value instanceof AsyncResultSet) return value.rows;
  return value instanceof Tuple ? (value.values() as unknown[]) : undefined;
}
