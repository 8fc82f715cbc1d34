// A text that no server has seen, in the place of a prepared one: for fakes in tests.
import { typeCode, type ColumnSpec, type CustomType } from '../protocol/data-type';
import { parameterMarkers } from './cql-scanner';
import { PreparedQuery } from './prepared-query';
import { SchemaJournal } from './schema-journal';

/** Only a server knows the types. */
const unknownType: CustomType = { code: typeCode.custom, info: 'unknown', options: { frozen: false, reversed: false } };

const noId = Buffer.alloc(0);

function refuseToEncode(): never {
  throw new TypeError('A prepared statement that a test has made cannot be executed: prepare its text with a session');
}

export function unpreparedQuery(query: string): PreparedQuery {
  const variables = parameterMarkers(query).map(({ name }): ColumnSpec => {
    return { keyspace: '', table: '', name: name ?? '?', type: unknownType };
  });
  const state = {
    id: noId,
    resultMetadataId: noId,
    variables: Object.freeze(variables),
    partitionKeyIndexes: [],
    parametersEncoder: { count: variables.length, encode: refuseToEncode, encodeOne: refuseToEncode },
    rowDecoder: undefined,
  };
  return new PreparedQuery(query, undefined, state, new SchemaJournal());
}
