import type { Row } from '../codec/row';
import { BoundStatement } from './bound-statement';
import { PreparedStatement } from './prepared-statement';
import { SimpleStatement } from './simple-statement';

/** What can be executed. A text with parameters is prepared behind the scenes. */
export type ExecutableStatement<R = Row> = string | SimpleStatement | PreparedStatement<R> | BoundStatement<R>;

export function isExecutable<R>(what: unknown): what is ExecutableStatement<R> {
  return (
    typeof what === 'string' ||
    what instanceof SimpleStatement ||
    what instanceof PreparedStatement ||
    what instanceof BoundStatement
  );
}
