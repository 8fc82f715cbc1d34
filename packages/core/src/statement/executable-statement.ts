import type { Row } from '../codec/row';
import { BoundStatement } from './bound-statement';
import type { StatementParameters } from './parameters';
import { PreparedStatement } from './prepared-statement';
import { SimpleStatement } from './simple-statement';
import type { TypedText } from './typed-text';

/**
 * A statement that can be executed. A text with parameters is prepared automatically. A SimpleStatement without a row type can
 * be executed for rows of any type, like a text. `Q` is the literal text, when the compiler sees one: see `KnownStatements`.
 */
export type ExecutableStatement<
  R = Row,
  P extends StatementParameters = StatementParameters,
  Q extends string = string,
> = TypedText<Q> | SimpleStatement<R | Row, Q> | PreparedStatement<R, P, Q> | BoundStatement<R>;

export function isExecutable<R>(what: unknown): what is ExecutableStatement<R> {
  return (
    typeof what === 'string' ||
    what instanceof SimpleStatement ||
    what instanceof PreparedStatement ||
    what instanceof BoundStatement
  );
}
