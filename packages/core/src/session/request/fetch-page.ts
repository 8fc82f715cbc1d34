import type { Row } from '../../codec/row';
import { attachExecutionInfo } from '../../errors/execution-info';
import { ResultPage, type Page } from '../../result/page';
import type { QueryTraceReader } from '../../result/query-trace';
import { tooManyRows } from '../../result/too-many-rows';
import type { Operation } from '../operations/operation';
import { PageRequest } from './page-request';
import { pagingBinding } from './paging-binding';
import { decodePagingState, encodePagingState } from '../../result/paging-state';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';
import { isError } from '../../errors/thrown';

/** Requests one page and decodes its rows. `pagingState` is a paging state as users hold it. */
export function fetchPage<R>(
  context: SessionContext,
  operation: Operation,
  settings: RequestSettings,
  pagingState: string | null | undefined,
  readTrace: QueryTraceReader,
): Promise<Page<R>> {
  return new Promise((resolve, reject) => {
    const binding = (): number => pagingBinding(operation, settings, context);
    const from = pagingState == null ? null : decodePagingState(pagingState, binding());
    new PageRequest(context, operation, settings, from, {
      onPage: (page) => {
        const { maxRows } = settings;
        const rows: Row[] = [];
        try {
          if (page.rowCount > maxRows) throw tooManyRows('The page', maxRows, ': request smaller pages with fetchSize');
          page.decode(page.rowCount, rows);
        } catch (error) {
          if (isError(error)) attachExecutionInfo(error, page.executionInfo);
          reject(error);
          return;
        }
        const next = page.pagingState === null ? null : encodePagingState(page.pagingState, binding());
        resolve(new ResultPage(rows as R[], next, page, readTrace));
      },
      onFailure: reject,
    });
  });
}
