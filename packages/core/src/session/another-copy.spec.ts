// Statements of another copy of this package are refused with what is wrong, wherever statements are taken.
import { BatchStatement } from '../statement/batch-statement';
import { BoundStatement } from '../statement/bound-statement';
import { PreparedStatement } from '../statement/prepared-statement';
import type { PreparedQuery } from '../statement/prepared-query';
import { SimpleStatement } from '../statement/simple-statement';
import { AsyncCassandraSession } from './async-cassandra-session';
import { optionsOf } from './call-settings';
import { executeConcurrently } from './concurrent/execute-concurrently';

interface Classes {
  readonly BatchStatement: typeof BatchStatement;
  readonly BoundStatement: typeof BoundStatement;
  readonly PreparedStatement: typeof PreparedStatement;
  readonly SimpleStatement: typeof SimpleStatement;
}

const shared = { query: 'SELECT * FROM t', state: { variables: [] } } as unknown as PreparedQuery;

function statementsOf(classes: Classes): object[] {
  const prepared = classes.PreparedStatement.create(shared);
  const simple = new classes.SimpleStatement('SELECT * FROM t');
  return [simple, prepared, classes.BoundStatement.create(prepared, []), new classes.BatchStatement()];
}

const other: object[] = [];
jest.isolateModules(() => {
  const { BatchStatement: Batch } = jest.requireActual<Classes>('../statement/batch-statement');
  const { BoundStatement: Bound } = jest.requireActual<Classes>('../statement/bound-statement');
  const { PreparedStatement: Prepared } = jest.requireActual<Classes>('../statement/prepared-statement');
  const { SimpleStatement: Simple } = jest.requireActual<Classes>('../statement/simple-statement');
  other.push(
    ...statementsOf({
      BatchStatement: Batch,
      BoundStatement: Bound,
      PreparedStatement: Prepared,
      SimpleStatement: Simple,
    }),
  );
});

const places: [name: string, take: (statement: never) => unknown][] = [
  ['execute', (statement) => optionsOf(statement)],
  ['a batch', (statement) => new BatchStatement().add(statement)],
  [
    'executeConcurrent',
    (statement) => executeConcurrently(() => Promise.reject(new Error()), [statement, []] as never),
  ],
];
const cells = places.flatMap(([place, take]) =>
  other.map((statement) => ({ place, take, statement, name: nameOf(statement) })),
);

it.each(cells)('$place refuses a $name of another copy', ({ take, statement, name }) => {
  expect(() => take(statement as never)).toThrow(`This ${name} belongs to another copy of @async-cassandra/core`);
});

it.each(other)('executeBatch refuses %o of another copy', async (statement) => {
  const session = Object.create(AsyncCassandraSession.prototype) as AsyncCassandraSession;
  await expect(session.executeBatch(statement as BatchStatement)).rejects.toThrow(
    `This ${nameOf(statement)} belongs to another copy of @async-cassandra/core`,
  );
});

it.each([{ query: 'SELECT * FROM t', options: {} }, null, 5, new Map()])('says what was expected for %o', (what) => {
  expect(() => optionsOf(what as never)).toThrow('A statement is a CQL text, a SimpleStatement');
  expect(() => new BatchStatement().add(what as never)).toThrow('A batch holds texts, SimpleStatements');
});

it('takes what this copy has made', () => {
  const [simple, prepared, bound] = statementsOf({
    BatchStatement,
    BoundStatement,
    PreparedStatement,
    SimpleStatement,
  });
  for (const statement of [simple, prepared, bound]) expect(optionsOf(statement as never)).toEqual({});
});

function nameOf(statement: object): string {
  return statement.constructor.name;
}
