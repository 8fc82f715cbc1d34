// Which codec a CQL type has.
import { TimeUuid, Uuid } from '../driver/values';
import { typeCode, type DataType } from '../protocol/data-type';
import type { EncodingOptions, UserTypeMapping } from './encoding-options';
import { vectorSubtypeName } from './type-name';
import type { ValueCodec } from './value-codec';
import { createBlobCodec } from './values/blob-codec';
import { booleanCodec } from './values/boolean-codec';
import { dateCodec } from './values/date-codec';
import { decimalCodec } from './values/decimal-codec';
import { durationCodec } from './values/duration-codec';
import { orderOf } from './values/element-order';
import { doubleCodec, floatCodec } from './values/float-codecs';
import { createInetCodec } from './values/inet-codec';
import { intCodec, smallintCodec, tinyintCodec } from './values/integer-codecs';
import { createListCodec, createSetCodec } from './values/list-codec';
import { bigintCodec, longCodec } from './values/long-codecs';
import { createMapCodec } from './values/map-codec';
import { mapKeysOf } from './values/map-keys';
import { asciiCodec, textCodec } from './values/text-codecs';
import { timeCodec } from './values/time-codec';
import { timestampCodec } from './values/timestamp-codec';
import { createTupleCodec } from './values/tuple-codec';
import { createUserTypeCodec } from './values/user-type-codec';
import { createUuidCodec } from './values/uuid-codecs';
import { varintAsBigintCodec, varintCodec } from './values/varint-codec';
import { createVectorCodec } from './values/vector-codec';

export class ValueCodecs {
  readonly #encoding: EncodingOptions;
  readonly #userTypes: UserTypeMapping | undefined;
  readonly #native: ReadonlyMap<number, ValueCodec>;
  readonly #blob: ValueCodec;

  constructor(encoding: EncodingOptions, userTypes: UserTypeMapping | undefined) {
    this.#encoding = encoding;
    this.#userTypes = userTypes;

    const copyBuffer = encoding.copyBuffer !== false;
    const long = encoding.useBigIntAsLong === true ? bigintCodec : longCodec;
    this.#blob = createBlobCodec(copyBuffer);
    this.#native = new Map<number, ValueCodec>([
      [typeCode.ascii, asciiCodec],
      [typeCode.bigint, long],
      [typeCode.blob, this.#blob],
      [typeCode.boolean, booleanCodec],
      [typeCode.counter, long],
      [typeCode.date, dateCodec],
      [typeCode.decimal, decimalCodec],
      [typeCode.double, doubleCodec],
      [typeCode.duration, durationCodec],
      [typeCode.float, floatCodec],
      [typeCode.inet, createInetCodec(copyBuffer)],
      [typeCode.int, intCodec],
      [typeCode.smallint, smallintCodec],
      [typeCode.text, textCodec],
      [typeCode.time, timeCodec],
      [typeCode.timestamp, timestampCodec],
      [typeCode.timeuuid, createUuidCodec(TimeUuid, copyBuffer)],
      [typeCode.tinyint, tinyintCodec],
      [typeCode.uuid, createUuidCodec(Uuid, copyBuffer)],
      [typeCode.varchar, textCodec],
      [typeCode.varint, encoding.useBigIntAsVarint === true ? varintAsBigintCodec : varintCodec],
    ]);
  }

  /** `isKey`: as part of a partition key, where sets and maps are written in the order of the server. */
  codecOf(type: DataType, isKey = false): ValueCodec {
    switch (type.code) {
      case typeCode.list:
        return createListCodec(this.codecOf(type.info, isKey));
      case typeCode.set: {
        const order = isKey ? orderOf(type.info) : undefined;
        return createSetCodec(this.codecOf(type.info, isKey), this.#encoding.set, order);
      }
      case typeCode.map: {
        const [key, value] = type.info;
        const order = isKey ? orderOf(key) : undefined;
        const codecs = [this.codecOf(key, isKey), this.codecOf(value, isKey)] as const;
        return createMapCodec(...codecs, mapKeysOf(key), this.#encoding.map, order);
      }
      case typeCode.tuple:
        return createTupleCodec(type.info.map((element) => this.codecOf(element, isKey)));
      case typeCode.udt: {
        const fields = type.info.fields.map((field) => this.codecOf(field.type, isKey));
        return createUserTypeCodec(type.info, fields, this.#userTypes);
      }
      case typeCode.custom:
        return type.customTypeName === 'vector'
          ? createVectorCodec(this.codecOf(type.info[0], isKey), type.info[1], vectorSubtypeName(type.info[0]))
          : this.#blob;
      default:
        return this.#native.get(type.code) ?? this.#blob;
    }
  }
}
