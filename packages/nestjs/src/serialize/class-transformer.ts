// class-transformer, if the application has it: the effect of @Exclude, @Expose and ClassSerializerInterceptor on CQL values and rows.
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

/** The part of class-transformer that is used: its public decorators and its function. */
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

/** A name that is not a property of any of these classes. */
const property = '@async-cassandra/json';

/** The storage of its decorators. It has no declared types; only the methods that are used are declared here. */
interface MetadataStorage {
  getStrategy(target: unknown): string;
  getExcludedProperties(target: unknown, kind: number): readonly string[];
  getExposedProperties(target: unknown, kind: number): readonly string[];
}

const classToPlain = 1;

export interface LoadedTransformer {
  readonly transformer: ClassTransformer;
  /** Whether the class of an object excludes something, or exposes it under another name. */
  isRestricted(value: object): boolean;
}

let loaded: { readonly value: LoadedTransformer | undefined } | undefined;

/**
 * Loads the copy that Nest's own ClassSerializerInterceptor uses; undefined without a copy. From then on it converts CQL values to JSON
 * wherever it meets one: before CassandraSerializerInterceptor or after it.
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
  // It makes plain objects of everything. A plain object with this toJSON is serialized by JSON.stringify.
  const toJSON = ({ obj, options }: Transformation) => {
    if (!valueClasses.some((kind) => obj instanceof kind)) return undefined;
    const inner = elementsOf(obj);
    const plain = inner === undefined ? obj : transformer.instanceToPlain(inner, options);
    return () => toJson(plain);
  };
  // It also converts the values of a Map as if they were Maps themselves.
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

/** Returns the elements of a value that may contain objects of the application's classes, as an array, which class-transformer visits. */
function elementsOf(value: object): unknown[] | undefined {
  if (value instanceof AsyncResultSet) return value.rows;
  return value instanceof Tuple ? (value.values() as unknown[]) : undefined;
}
