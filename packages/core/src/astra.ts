// The door '@async-cassandra/core/astra': an Astra database by one line.
export { astra } from './astra/astra';
export type { AstraOptions } from './astra/astra';
export type { AstraToken } from './astra/astra-auth-provider';
export type { BundleSource } from './astra/secure-connect-bundle';
