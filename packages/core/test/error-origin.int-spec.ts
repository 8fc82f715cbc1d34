// An error of the server says which statement it is about and, where the text is new, which line of the application made the call.
import path from 'node:path';
import { useKeyspace } from '@async-cassandra/testing/jest';
import {
  AsyncCluster,
  BatchStatement,
  CqlSyntaxError,
  InvalidRequestError,
  RateLimitedSession,
  ServerResponseError,
  SimpleStatement,
  type AsyncCassandraSession,
  type Session,
} from '../src/index';

const fixture = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster(fixture.clusterOptions());
  session = await cluster.connect(fixture.name);
  await session.execute('CREATE TABLE visits (page text PRIMARY KEY, hits int)');
});

afterAll(() => cluster.shutdown());

async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows);
}

async function firstError(outcomes: AsyncIterable<{ readonly error?: unknown }>): Promise<void> {
  for await (const { error } of outcomes) if (error !== undefined) throw error as Error;
}

/** Each is the application: its line is what the stack has to name. */
const calls: Record<string, (on: Session, text: string) => Promise<unknown>> = {
  'execute of a text': (on, text) => on.execute(text),
  'execute with parameters': (on, text) => on.execute(`${text} WHERE page = ?`, ['x']),
  'execute of a statement': (on, text) => on.execute(new SimpleStatement(text)),
  prepare: (on, text) => on.prepare(text),
  executeStream: (on, text) => on.executeStream(text),
  executePage: (on, text) => on.executePage(text),
  'executeBatch of a text': (on, text) =>
    on.executeBatch(new BatchStatement().add(text.replace(/SELECT .* FROM (\S+)/, 'DELETE FROM $1 WHERE page = 1'))),
  'executeBatch with parameters': (on, text) =>
    on.executeBatch(
      new BatchStatement().add(text.replace(/SELECT .* FROM (\S+)/, 'DELETE FROM $1 WHERE page = ?'), ['x']),
    ),
};

async function errorOf(work: Promise<unknown>): Promise<Error & { statement?: string }> {
  const outcome: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(outcome).toBeInstanceOf(Error);
  return outcome as Error;
}

const thisFile = path.basename(__filename);
const firstFrame = ({ stack }: Error): string => stack!.split('\n').find((line) => line.startsWith('    at '))!;

test.each([
  ['setKeyspace', () => session.setKeyspace('missing_shop')],
  ['USE', () => session.execute('USE missing_shop')],
  ['connect', () => cluster.connect('missing_shop')],
])('%s names its keyspace and the caller, and not the read that stands for a USE', async (_, call) => {
  const error = await errorOf(call());
  expect(error.message).toContain('missing_shop');
  expect(error.statement).toBe('USE "missing_shop"');
  expect(firstFrame(error)).toContain(thisFile);
});

test.each([' WHERE page = ?', ''])('executeConcurrent names statement and caller: %p', async (end) => {
  const text = `SELECT * FROM missing_concurrent${end}`;
  const error = await errorOf(firstError(session.executeConcurrent(text, [end === '' ? [] : ['x']])));
  expect(error.statement).toBe(text);
  expect(firstFrame(error)).toContain(thisFile);
});

describe.each(Object.entries(calls))('%s', (name, call) => {
  const text = `SELECT * FROM missing_${name.replaceAll(/\W/g, '_')}`;

  test.each(['the first time', 'the second time'])('names statement and caller %s', async () => {
    const error = await errorOf(call(session, text));
    expect(error).toBeInstanceOf(ServerResponseError);
    expect(error.statement).toContain(`missing_${name.replaceAll(/\W/g, '_')}`);
    expect(error.stack).toMatch(new RegExp(`^${error.name}: ${error.message}`));
    expect(firstFrame(error)).toContain(thisFile);
  });

  test('names the caller through a wrapper as well', async () => {
    const error = await errorOf(call(new RateLimitedSession(session), `${text}_limited`));
    expect(error.statement).toContain('_limited');
    expect(error.stack).toContain(thisFile);
  });
});

test('a scan and executeConcurrent name the statement', async () => {
  const scan = await errorOf(drain(session.scanTable('visits', { where: 'nothing = 1' })));
  const { statement } = scan as { statement?: string };
  expect([statement, (scan.cause as { statement?: string } | undefined)?.statement]).toContainEqual(
    expect.stringContaining('nothing = 1'),
  );
  for await (const { error } of session.executeConcurrent('SELECT nothing FROM visits WHERE page = ?', [['x']])) {
    expect(error).toMatchObject({ statement: 'SELECT nothing FROM visits WHERE page = ?' });
  }
});

test('a statement that has worked before is named when it fails', async () => {
  await session.execute('CREATE TABLE brief (id int PRIMARY KEY)');
  const held = await session.prepare('SELECT * FROM brief WHERE id = ?');
  await session.execute(held, [1]);
  await session.execute('DROP TABLE brief');
  const error = await errorOf(session.execute(held, [1]));
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(error.statement).toBe('SELECT * FROM brief WHERE id = ?');
});

test('a value that does not fit names the statement, and not the value', async () => {
  const error = await errorOf(
    session.execute('INSERT INTO visits (page, hits) VALUES (?, ?)', ['secret page', 'many']),
  );
  expect(error).toBeInstanceOf(TypeError);
  expect(error.statement).toBe('INSERT INTO visits (page, hits) VALUES (?, ?)');
  expect(JSON.stringify(error)).not.toContain('secret page');
});

test('a password in a text is not shown', async () => {
  const error = await errorOf(session.execute("CREATE ROLE ada WITH PASSWORDS = 'hunter2' AND OPTIONS = $$hunter3$$"));
  expect(error).toBeInstanceOf(CqlSyntaxError);
  expect(error.statement).toBe("CREATE ROLE ada WITH PASSWORDS = '***' AND OPTIONS = '***'");
});
