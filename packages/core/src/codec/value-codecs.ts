// Finds the codec of a CQL type.
import { TimeUuid, Uuid } from '../driver/values';
import { typeCode, type ColumnSpec, type DataType } from '../protocol/data-type';
import type { Conversion } from './conversion';
import type { Conversions } from './conversions';
import type { EncodingOptions, UserTypeMapping } from './encoding-options';
import { columnsSignature } from './signature';
import { vectorSubtypeName } from './type-name';
import type { ValueCodec } from './value-codec';
import { createBlobCodec } from './values/blob-codec';
import { booleanCodec } from './values/boolean-codec';
import { createConvertedCodec } from './values/converted-codec';
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
  readonly #conversions: Conversions | undefined;
  /** Codecs for the default values, between which codecs of the application convert. The object itself without such codecs. */
  readonly plain: ValueCodecs;

  constructor(encoding: EncodingOptions, userTypes: UserTypeMapping | undefined, conversions?: Conversions) {
    this.#conversions = conversions;
    this.plain = conversions === undefined ? this : new ValueCodecs(encoding, userTypes);
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

  /** The application's codec for every value of the type. It receives values whose parts are default values. */
  conversionOf(type: DataType): Conversion | undefined {
    return this.#conversions?.ofType(type);
  }

  /** The class that a map is read as. Names of properties are texts of keys, so keys from the application's codec need a Map. */
  mapClassOf(key: DataType): Function | undefined {
    return this.#encoding.map ?? (this.hasOwnValues(key) ? Map : undefined);
  }

  /** Whether a codec of the application makes the values of the type, or values inside them. */
  hasOwnValues(type: DataType): boolean {
    return this.#conversions?.reaches(type) === true;
  }

  /** The column's own codec as `conversion`, and in `values` the codecs for the types inside it. */
  ofColumn(column: ColumnSpec): { readonly values: ValueCodecs; readonly conversion: Conversion | undefined } {
    const own = this.#conversions?.ofColumn(column) ?? 'byType';
    if (own === 'byType') return { values: this, conversion: undefined };
    return { values: this.plain, conversion: own === 'none' ? undefined : own };
  }

  /** The codec for the elements of a parameter of `IN`, where their column has a codec. */
  ofListedColumn(column: ColumnSpec): Conversion | undefined {
    return this.#conversions?.ofListedColumn(column);
  }

  /** The text that columns share exactly when they can share generated code: names, types and their own codecs. */
  signature(columns: readonly ColumnSpec[]): string {
    const signature = columnsSignature(columns);
    return this.#conversions === undefined ? signature : `${this.#conversions.signature(columns)};${signature}`;
  }

  codecOfColumn(column: ColumnSpec, isKey = false): ValueCodec {
    if (this.#conversions === undefined) return this.codecOf(column.type, isKey);
    const listed = this.ofListedColumn(column);
    if (listed !== undefined && column.type.code === typeCode.list) {
      return createListCodec(createConvertedCodec(this.plain.codecOf(column.type.info, isKey), listed));
    }
    const { values, conversion } = this.ofColumn(column);
    const codec = values.codecOf(column.type, isKey);
    return conversion === undefined ? codec : createConvertedCodec(codec, conversion);
  }

  /** `isKey`: for a partition key, where sets and maps are written in the order of the server. */
  codecOf(type: DataType, isKey = false): ValueCodec {
    const conversion = this.conversionOf(type);
    if (conversion !== undefined) return createConvertedCodec(this.plain.codecOf(type, isKey), conversion);
    switch (type.code) {
      case typeCode.list:
        return createListCodec(this.codecOf(type.info, isKey));
      case typeCode.set: {
        const order = isKey ? orderOf(type.info) : undefined;
        return createSetCodec(this.codecOf(type.info, isKey), this.#encoding.set, order, this.hasOwnValues(type.info));
      }
      case typeCode.map: {
        const [key, value] = type.info;
        const order = isKey ? orderOf(key) : undefined;
        const codecs = [this.codecOf(key, isKey), this.codecOf(value, isKey)] as const;
        return createMapCodec(
          ...codecs,
          this.hasOwnValues(key) ? undefined : mapKeysOf(key),
          this.mapClassOf(key),
          order,
        );
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
