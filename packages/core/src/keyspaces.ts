// The door '@async-cassandra/core/keyspaces': Amazon Keyspaces by one line.
export { keyspaces } from './keyspaces/keyspaces';
export type { KeyspacesOptions } from './keyspaces/keyspaces';
export { KeyspacesRetryPolicy } from './keyspaces/keyspaces-retry-policy';
export type { KeyspacesRetryPolicyOptions } from './keyspaces/keyspaces-retry-policy';
export type { AwsCredentialProvider, AwsCredentials } from './keyspaces/aws-credentials';
