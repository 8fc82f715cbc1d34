// Code that must and code that must not compile: clients of cassandra-driver and of this package are interchangeable. Never executed.
import type { AsyncCassandraSession, AsyncClusterOptions } from '@async-cassandra/core';
import * as driver from 'cassandra-driver';
import * as compat from '../src/index';

declare const stock: driver.Client;
const ours = new compat.Client({ contactPoints: ['127.0.0.1'], localDataCenter: 'datacenter1' });

void new compat.Client({ contactPoints: ['a'], allowProtocolV4: true, localRack: 'r', allowedAuthenticators: [] });
void new compat.Client({ localDataCenter: 'a', datacenterFailover: { datacenters: ['b'] } });
// @ts-expect-error no such value
void new compat.Client({ allowProtocolV4: 4 });
export const driverOptions: compat.EngineClientOptions = {} as driver.DseClientOptions;
/** Amazon Keyspaces: the provider of the engine is one of cassandra-driver's. */
export const keyspacesOptions = (provider: AsyncClusterOptions['authProvider']): compat.EngineClientOptions => ({
  authProvider: provider as driver.auth.AuthProvider,
  allowProtocolV4: true,
});

type Missing = Exclude<keyof typeof driver, keyof typeof compat>;
/** `never` if cassandra-driver has an export that this package lacks. */
export const nothingMissing: [Missing] extends [never] ? true : never = true;
export const either: compat.Client = process.env['STOCK'] ? stock : ours;
export const constructor: new (options: driver.DseClientOptions) => driver.Client = compat.Client;
export const options: compat.ClientOptions & compat.QueryOptions = {} as driver.ClientOptions & driver.QueryOptions;
void driver.concurrent.executeConcurrent(ours, 'INSERT', [[1]]);
void compat.concurrent.executeConcurrent(stock, 'INSERT', [[1]]);

export const oursForStock: driver.Client = ours;
export const stockForOurs: compat.Client = stock;
export const mapper = new driver.mapping.Mapper(ours, { models: {} });
export const session: AsyncCassandraSession = ours.session;
// @ts-expect-error a client of cassandra-driver has no session
export const none: AsyncCassandraSession = stockForOurs.session;

void ours.execute('SELECT', (error: Error, result: compat.types.ResultSet) => [error.message, result.rowLength]);
ours.execute('SELECT', [], { prepare: true }, (error, result) => [error.message, result.rowLength]);
ours.eachRow('SELECT', [], { prepare: true }, (n, row) => [n + 1, row.keys()]);
// @ts-expect-error no such option
void ours.execute('SELECT', [], { pagingState: '' });

export class Repository extends compat.Client {
  find(id: compat.types.Uuid): Promise<compat.types.ResultSet> {
    return this.execute('SELECT', [id], { prepare: true });
  }
}

export const token: compat.token.Token = ours.metadata.newToken('1');
export const uuid: driver.types.Uuid = compat.types.Uuid.random();
