import type { KeptText } from '@async-cassandra/core';
import { Inject } from '@nestjs/common';
import { getClusterToken, getSessionToken, getStatementToken } from './cassandra.tokens';
import type { StatementOf } from './define-statements';
import type { StatementToken } from './statement-token';

/**
 * Injects the session of a named connection. The session of the default connection needs no decorator.
 *
 * @example
 * constructor(@InjectSession('reports') private readonly session: AsyncCassandraSession) {}
 */
export const InjectSession = (name?: string): PropertyDecorator & ParameterDecorator => Inject(getSessionToken(name));

/** Injects the cluster of a named connection. The cluster of the default connection needs no decorator. */
export const InjectCluster = (name?: string): PropertyDecorator & ParameterDecorator => Inject(getClusterToken(name));

/** What stands in for a class whose parameter cannot hold the statement that is injected: no class has it. */
export interface AnotherStatement {
  readonly anotherStatement: 'the statement of this token has other rows or parameters';
}

/** A decorator that injects a known statement: the parameter of the constructor must be able to hold it. */
export interface InjectedStatement<S> {
  <C extends abstract new (...args: never) => unknown, I extends number>(
    target: C & (S extends ConstructorParameters<C>[I] ? unknown : AnotherStatement),
    key: undefined,
    index: I,
  ): void;
  (target: object, key: string | symbol, index?: number): void;
}

/**
 * Injects a statement of `CassandraModule.forFeature`: a `PreparedStatement`, or a `SimpleStatement` of a lazy connection. With a
 * token of `defineStatements` whose text is a known statement, the compiler checks the type of a constructor's parameter.
 *
 * @example
 * constructor(@InjectStatement('findUser') private readonly findUser: PreparedStatement<User>) {}
 * constructor(@InjectStatement(statements.findUser) private readonly findUser: StatementOf<typeof statements.findUser>) {}
 */
export function InjectStatement<Q extends string>(token: StatementToken<Q>): StatementDecorator<Q>;
export function InjectStatement(key: string, name?: string): PropertyDecorator & ParameterDecorator;
export function InjectStatement(key: string | StatementToken, name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getStatementToken(key, name));
}

/** The decorator of a token: it checks the parameter when the text is known. */
export type StatementDecorator<Q extends string> =
  string extends KeptText<Q>
    ? PropertyDecorator & ParameterDecorator
    : InjectedStatement<StatementOf<StatementToken<Q>>>;
