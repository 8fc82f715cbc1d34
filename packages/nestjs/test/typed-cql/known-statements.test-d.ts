// Tokens of known statements carry their rows and parameters into what is injected. Nothing here runs.
import { AsyncCassandraSession, PreparedStatement, type Uuid } from '@async-cassandra/core';
import {
  CassandraModule,
  defineStatements,
  getStatementToken,
  InjectStatement,
  type StatementOf,
} from '@async-cassandra/nestjs';
import { Injectable, Module } from '@nestjs/common';

const statements = defineStatements({
  byId: 'SELECT id, name FROM typed.users WHERE id = ?',
  rename: { query: 'UPDATE typed.users SET name = ? WHERE id = ?', isIdempotent: true },
  unknown: 'SELECT unknown FROM typed.users',
});

interface Named {
  readonly name: string | null;
}

@Injectable()
export class Users {
  @InjectStatement(statements.rename) private readonly again!: StatementOf<typeof statements.rename>;

  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement(statements.byId) private readonly byId: StatementOf<typeof statements.byId>,
    @InjectStatement(statements.byId) private readonly named: PreparedStatement<Named>,
    @InjectStatement(statements.byId) private readonly untyped: PreparedStatement,
    @InjectStatement(statements.rename) private readonly rename: StatementOf<typeof statements.rename>,
    @InjectStatement(statements.unknown) private readonly unknown: PreparedStatement<{ readonly own: number }>,
    @InjectStatement('byKey', 'reports') private readonly byKey: PreparedStatement<{ readonly own: number }>,
  ) {}

  async use(id: Uuid): Promise<unknown> {
    const name = (await this.session.execute(this.byId, [id])).one()?.name satisfies string | null | undefined;
    await this.session.execute(this.rename, [name, id]);
    await this.session.execute(this.again, ['Ada', id]);
    // @ts-expect-error: the type of a parameter
    await this.session.execute(this.byId, [5]);
    // @ts-expect-error: no parameters
    await this.session.execute(this.byId);
    // @ts-expect-error: the order of the parameters
    await this.session.execute(this.rename, [id, 5]);
    // @ts-expect-error: the type of a parameter, of a property that is injected
    await this.session.execute(this.again, [5, id]);
    // @ts-expect-error: a column that the row does not have
    void (await this.session.execute(this.byId, [id])).one()?.nam;
    return [this.named, this.untyped, this.unknown, this.byKey];
  }
}

@Injectable()
export class WrongUsers {
  constructor(
    // @ts-expect-error: the statement of another token
    @InjectStatement(statements.byId) readonly rename: StatementOf<typeof statements.rename>,
    // @ts-expect-error: rows that the statement does not have
    @InjectStatement(statements.byId) readonly other: PreparedStatement<{ readonly age: number }>,
    // @ts-expect-error: no statement
    @InjectStatement(statements.byId) readonly session: AsyncCassandraSession,
  ) {}
}

@Module({
  imports: [
    CassandraModule.forFeature(statements),
    CassandraModule.forFeature({ ...statements, other: 'SELECT other' }, 'default'),
    CassandraModule.forFeature({ byKey: 'SELECT own', again: { query: 'SELECT own', isIdempotent: true } }, 'reports'),
    CassandraModule.forFeature({} as Record<string, string>),
  ],
  providers: [Users, { provide: getStatementToken(statements.byId), useValue: 'fake' }],
})
export class UsersModule {}

// @ts-expect-error: a token that was not defined
void statements.byIdd;
// @ts-expect-error: a statement needs a text
defineStatements({ byId: 5 });
// @ts-expect-error: an option of a statement
defineStatements({ byId: { query: 'SELECT own', isIdempotent: 'yes' } });
// @ts-expect-error: a statement needs a text
CassandraModule.forFeature({ byId: 5 });
