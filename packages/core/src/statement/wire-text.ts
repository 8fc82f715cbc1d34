// The text that PREPARE sends. For a named marker the server tells the name of the marker, not the column that the value is for, which
// is what a codec of a column is found by. So where there is such a codec, names are left out on the wire, and put back in the answer.
import type { ColumnSpec } from '../protocol/data-type';
import { parameterMarkers } from './cql-scanner';

/** Returns the text with `?` for each named marker. What follows keeps its position, which errors of the server name. */
export function withoutMarkerNames(query: string): string {
  let text = '';
  let from = 0;
  for (const { position, end } of namedMarkers(query)) {
    text += `${query.slice(from, position)}?${' '.repeat(end - position - 1)}`;
    from = end;
  }
  return text + query.slice(from);
}

/** Returns the parameters under the names that the text has for them. */
export function withMarkerNames(query: string, variables: readonly ColumnSpec[]): readonly ColumnSpec[] {
  const markers = parameterMarkers(query);
  return variables.map((variable, index) => {
    const name = markers[index]?.name;
    return name === undefined ? variable : { ...variable, name };
  });
}

const namedMarkers = (query: string) => parameterMarkers(query).filter(({ name }) => name !== undefined);
