import { AsyncCassandraSession } from '@async-cassandra/core';
import { InjectStatement, type StatementOf } from '@async-cassandra/nestjs';
import { Injectable } from '@nestjs/common';
import { things } from './things.statements';

@Injectable()
export class ThingsService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement(things.insert) private readonly insert: StatementOf<typeof things.insert>,
    @InjectStatement(things.nameOf) private readonly nameOf: StatementOf<typeof things.nameOf>,
  ) {}

  async add(id: number, name: string): Promise<string | undefined> {
    await this.session.execute(this.insert, { id, name });
    // @ts-expect-error the type of a parameter
    void ((): unknown => this.session.execute(this.insert, { id: name, name }));
    const { rows } = await this.session.execute(this.nameOf, [id]);
    return rows[0]?.name?.toUpperCase();
  }

  async count(): Promise<string> {
    return String((await this.session.execute('SELECT count(*) AS total FROM things')).one()?.total);
  }
}
