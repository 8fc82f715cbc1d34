import type { Row } from '../../codec/row';
import type { Page } from '../../result/page';
import type { Operation } from '../operations/operation';
import { PageExecution } from './page-execution';
import { pagingBinding } from '../prepared/paging-binding';
import { decodePagingState, encodePagingState } from '../prepared/paging-state';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

/** One page, its rows decoded. `pagingState` is as users hold it. */
export function fetchPage<R>(
  context: SessionContext,
  operation: Operation,
  settings: RequestSettings,
  pagingState: string | null | undefined,
): Promise<Page<R>> {
  return new Promise((resolve, reject) => {
    const binding = (): number => pagingBinding(operation, settings, context);
    const from = pagingState == null ? null : decodePagingState(pagingState, binding());
    new PageExecution(context, operation, settings, from, {
      onPage: (page) => {
        const rows: Row[] = [];
        try {
          page.decode(page.rowCount, rows);
        } catch (error) {
          reject(error);
          return;
        }
        const next = page.pagingState;
        resolve({
          rows: rows as R[],
          pagingState: next === null ? null : encodePagingState(next, binding()),
        });
      },
      onFailure: reject,
    });
  });
}
