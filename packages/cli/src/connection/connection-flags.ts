// The address of the cluster and the login: the same flags and variables for every command that connects.
import { duration, flag, flagSwitch, list, oneOf, text, wholeNumber } from '../command-line/flag';

const consistencies = oneOf(
  'any',
  'one',
  'two',
  'three',
  'quorum',
  'all',
  'localQuorum',
  'eachQuorum',
  'localOne',
  'serial',
  'localSerial',
);

export const connectionFlags = {
  contactPoints: flag(
    '<host:port,...>',
    'Nodes to connect to first; one that answers is enough. Default: 127.0.0.1',
    list,
    'CASSANDRA_CONTACT_POINTS',
  ),
  port: flag('<n>', 'The port of contact points without one. Default: 9042', wholeNumber(1, 65_535), 'CASSANDRA_PORT'),
  localDatacenter: flag(
    '<name>',
    'The datacenter to use. Default: the datacenter of the first contact point',
    text,
    'CASSANDRA_LOCAL_DATACENTER',
  ),
  keyspace: flag('<name>', 'The keyspace of tables without one', text, 'CASSANDRA_KEYSPACE'),
  username: flag(
    '<name>',
    'Log in; the password is in CASSANDRA_PASSWORD or a file, or is asked for',
    text,
    'CASSANDRA_USERNAME',
  ),
  passwordFile: flag('<file>', 'The password is the first line of this file', text, 'CASSANDRA_PASSWORD_FILE'),
  tls: flagSwitch('Encrypt, and verify the certificates of the nodes', 'CASSANDRA_TLS'),
  tlsCa: flag(
    '<file>',
    'Certificate authorities (PEM) in the place of the usual ones; means --tls',
    text,
    'CASSANDRA_TLS_CA',
  ),
  tlsCert: flag(
    '<file>',
    'Certificate of this client (PEM), where the server asks for one',
    text,
    'CASSANDRA_TLS_CERT',
  ),
  tlsKey: flag('<file>', 'Its key (PEM)', text, 'CASSANDRA_TLS_KEY'),
  tlsServerName: flag('<name>', 'The name in the certificates of the nodes, when it is not their address', text),
  allowProtocolV4: flagSwitch(
    'For servers without protocol v5: Cassandra 3.x, ScyllaDB, clouds',
    'CASSANDRA_ALLOW_PROTOCOL_V4',
  ),
  compression: flag('<none|lz4>', 'lz4 needs the package lz4-napi. Default: none', oneOf('none', 'lz4')),
  consistency: flag('<level>', 'Such as localQuorum. Default: localOne', consistencies),
  requestTimeout: flag('<duration>', 'For one request, such as 30s. Default: 10s', duration),
  config: flag('<file>', 'Default: async-cassandra.config.{js,ts,json} of this folder, or of the project', text),
};

export const sharedConnectionFlags = new Map([
  ['Where the cluster is: options, variables, or async-cassandra.config.{js,ts,json}', connectionFlags],
]);
