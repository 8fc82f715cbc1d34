import { typeCode, type DataType, type NativeType, type TypeOptions } from './data-type';

/** The options of a type from the wire, which does not contain them. Shared by all these types. */
export const unknownOptions: TypeOptions = Object.freeze({ frozen: false, reversed: false });

/** Deeper than any schema, but shallow enough for the call stack. */
export const maxTypeDepth = 64;

const nested: readonly number[] = [
  typeCode.custom,
  typeCode.list,
  typeCode.map,
  typeCode.set,
  typeCode.udt,
  typeCode.tuple,
] satisfies DataType['code'][];

const natives = new Map(
  Object.values(typeCode)
    .filter((code): code is NativeType['code'] => !nested.includes(code))
    .map((code): [number, NativeType] => [code, Object.freeze({ code, info: null, options: unknownOptions })]),
);

/** Returns the type without parameters with this code: the same object for each call. */
export function nativeType(code: NativeType['code']): NativeType;
export function nativeType(code: number): NativeType | undefined;
export function nativeType(code: number): NativeType | undefined {
  return natives.get(code);
}

const codesByName: ReadonlyMap<string, number> = new Map(Object.entries(typeCode));
const namesByCode: ReadonlyMap<number, string> = new Map(Object.entries(typeCode).map(([name, code]) => [code, name]));

/** Returns the type without parameters of a name in CQL: `int`, `text`. Undefined for every other name. */
export function nativeTypeNamed(name: string): NativeType | undefined {
  return nativeType(codesByName.get(name) ?? -1);
}

/** Returns the name of a type's code, undefined for a code that the protocol does not have. */
export function typeNameOf(code: number): string | undefined {
  return namesByCode.get(code);
}
