import { Inject } from '@nestjs/common';
import { getClusterToken, getSessionToken, getStatementToken } from './cassandra.tokens';

/**
 * Injects the session of a named connection. The session of the default connection needs no decorator.
 *
 * @example
 * constructor(@InjectSession('reports') private readonly session: AsyncCassandraSession) {}
 */
export const InjectSession = (name?: string): PropertyDecorator & ParameterDecorator => Inject(getSessionToken(name));

/** Injects the cluster of a named connection. The cluster of the default connection needs no decorator. */
export const InjectCluster = (name?: string): PropertyDecorator & ParameterDecorator => Inject(getClusterToken(name));

/**
 * Injects a statement of `CassandraModule.forFeature`: a `PreparedStatement`, or a `SimpleStatement` of a lazy connection.
 *
 * @example
 * constructor(@InjectStatement('findUser') private readonly findUser: PreparedStatement<User>) {}
 */
export const InjectStatement = (key: string, name?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getStatementToken(key, name));
