// Rows that a test has made, as the one page of a stream.
import type { Row } from '../codec/row';
import type { ColumnSpec } from '../protocol/data-type';
import { EncodedPage } from './encoded-page';
import type { Abandonable, PageReceiver, PageRequests } from './page-source';
import { RequestExecutionInfo } from './request-execution-info';

const noBytes = Buffer.alloc(0);

export class GivenRows implements PageRequests {
  readonly #page: EncodedPage;

  constructor(rows: readonly Row[], columns: readonly ColumnSpec[]) {
    // The position in the page is the index of the row.
    const decode = (_bytes: Buffer, position: number, _end: number, count: number, into: Row[]): number => {
      const end = position + count;
      for (let index = position; index < end; index++) into.push(rows[index]!);
      return end;
    };
    const encoded = {
      buffer: noBytes,
      position: 0,
      end: rows.length,
      count: rows.length,
      decoder: { columns, decode },
    };
    this.#page = new EncodedPage(encoded, null, new RequestExecutionInfo([], undefined, undefined));
  }

  request(_pagingState: Buffer | null, receiver: PageReceiver): Abandonable {
    receiver.onPage(this.#page);
    return { abandon() {} };
  }

  encodePagingState(): string {
    return '';
  }

  fingerprint(): string {
    return '';
  }
}
