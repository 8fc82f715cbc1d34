import { tracingChannel } from 'node:diagnostics_channel';
import type { RequestMessage } from '@async-cassandra/core';

export function countRows(): { readonly rows: number } {
  const counted = { rows: 0 };
  tracingChannel<unknown, RequestMessage>('async-cassandra:request').subscribe({
    asyncEnd: ({ rowCount }) => void (counted.rows += rowCount),
    start() {},
    end() {},
    asyncStart() {},
    error() {},
  });
  return counted;
}
