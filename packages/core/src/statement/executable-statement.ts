import type { Row } from '../codec/row';
import { BoundStatement } from './bound-statement';
import type { StatementParameters } from './parameters';
import { PreparedStatement } from './prepared-statement';
import { SimpleStatement } from './simple-statement';

/**
 * A statement that can be executed. A text with parameters is prepared automatically. A SimpleStatement without a row type can
 * be executed for rows of any type, like a text.
 */
export type ExecutableStatement<R = Row, P extends StatementParameters = StatementParameters> =
  string | SimpleStatement<R | Row> | PreparedStatement<R, P> | BoundStatement<R>;

export function isExecutable<R>(what: unknown): what is ExecutableStatement<R> {
  return (
    typeof what === 'string' ||
    what instanceof SimpleStatement ||
    what instanceof PreparedStatement ||
    what instanceof BoundStatement
  );
}
