// User types: a plain object of the fields, or the class that a UserTypeMapping has for the type. Fields that the
// stored value does not have yet are null.
import { hasNamedContents } from '../../options/named-contents';
import { encodeNullable, notPromise } from '../elements';
import type { UserTypeClass, UserTypeMapping } from '../encoding-options';
import { wrongType } from '../invalid-value';
import { setProperty } from '../set-property';
import type { ValueCodec } from '../value-codec';
import type { UserDefinedType } from '../../protocol/data-type';
import { decodeElements } from './tuple-codec';

export function createUserTypeCodec(
  type: UserDefinedType['info'],
  codecs: readonly ValueCodec[],
  mapping: UserTypeMapping | undefined,
): ValueCodec {
  const names = type.fields.map((field) => field.name);
  return {
    decode(buffer, position, end) {
      const fields: Record<string, unknown> = {};
      const values = decodeElements(codecs, buffer, position, end);
      for (let index = 0; index < names.length; index++) setProperty(fields, names[index]!, values[index] ?? null);
      return asUserClass(mapping?.find(type.keyspace, type.name), fields);
    },
    encode(writer, value) {
      const fields = fieldsOf(value);
      for (let index = 0; index < names.length; index++) {
        encodeNullable(writer, codecs[index]!, readField(fields, names[index]!));
      }
    },
  };
}

/** A constructor with one parameter receives the fields; with any other, the fields are assigned to the new instance. */
export function asUserClass(userClass: UserTypeClass | undefined, fields: object): object {
  if (userClass === undefined) return fields;
  const UserClass = userClass as new (fields?: object) => object;
  if (UserClass.length === 1) return notPromise(new UserClass(fields));
  const instance = notPromise(new UserClass());
  for (const [name, value] of Object.entries(fields)) setProperty(instance, name, value);
  return instance;
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || !hasNamedContents(value)) {
    throw wrongType('an object with the fields of the type', value);
  }
  return value as Record<string, unknown>;
}

/** Reads getters of the user's classes, too, but not what every object inherits. */
export function readField(fields: Record<string, unknown>, name: string): unknown {
  return name in Object.prototype && !Object.hasOwn(fields, name) ? undefined : fields[name];
}
