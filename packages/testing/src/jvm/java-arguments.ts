import { basename } from 'node:path';
import { asProperty } from '../server/node-settings';
import { quickStartOptions, quickStartProperties } from '../server/quick-start';

// The JDK packages that Cassandra 5.0 needs open on Java 11 and 17 (its own jvm11-server.options, jvm17-server.options).
const exportedPackages = [
  'java.base/jdk.internal.misc',
  'java.base/java.lang.ref',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.sql/java.sql',
  'jdk.attach/sun.tools.attach',
  'jdk.compiler/com.sun.tools.javac.file',
  'jdk.unsupported/sun.misc',
];
const openedPackages = [
  'java.base/java.io',
  'java.base/java.lang',
  'java.base/java.lang.module',
  'java.base/java.lang.reflect',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.util.jar',
  'java.base/sun.nio.ch',
  'jdk.compiler/com.sun.tools.javac',
  'jdk.management/com.sun.management.internal',
];

const openDoors = [
  ...exportedPackages.flatMap((name) => ['--add-exports', `${name}=ALL-UNNAMED`]),
  ...openedPackages.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
];

// A small stack and heap, and no file in the shared temporary folder, where a killed process would leave it.
const machineOptions = ['-Xss256k', '-XX:+UseSerialGC', '-XX:+PerfDisableSharedMem', ...quickStartOptions];

export interface JavaArgumentsOptions {
  readonly jars: readonly string[];
  readonly heapMb: number;
  readonly jvmOptions: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** Returns the command line of a node, without the leading `java`. */
export function javaArguments({ jars, heapMb, jvmOptions, properties }: JavaArgumentsOptions): string[] {
  const jamm = jars.find((jar) => basename(jar).startsWith('jamm-'));
  return [
    `-Xms${heapMb}m`,
    `-Xmx${heapMb}m`,
    ...machineOptions,
    ...(jamm ? [`-javaagent:${jamm}`] : []),
    ...openDoors,
    ...Object.entries({
      'jdk.attach.allowAttachSelf': 'true',
      'io.netty.tryReflectionSetAccessible': 'true',
      'java.net.preferIPv4Stack': 'true',
      'cassandra-foreground': 'yes',
      ...quickStartProperties,
      ...properties,
    }).map(asProperty),
    ...jvmOptions,
    '-cp',
    jars.join(':'),
    'org.apache.cassandra.service.CassandraDaemon',
  ];
}

export interface NodetoolArgumentsOptions {
  readonly jars: readonly string[];
  readonly jmxPort: number;
  /** The folder for nodetool's history. */
  readonly homeFolder: string;
  readonly logbackFile: string;
  readonly args: readonly string[];
}

/** Returns the command line of Cassandra's nodetool, without the leading `java`. */
export function nodetoolArguments(options: NodetoolArgumentsOptions): string[] {
  const { jars, jmxPort, homeFolder, logbackFile, args } = options;
  return [
    '-XX:TieredStopAtLevel=1',
    '-XX:+PerfDisableSharedMem',
    ...openDoors,
    ...Object.entries({ 'user.home': homeFolder, 'logback.configurationFile': logbackFile }).map(asProperty),
    '-cp',
    jars.join(':'),
    'org.apache.cassandra.tools.NodeTool',
    ...['-h', '127.0.0.1', '-p', String(jmxPort)],
    ...args,
  ];
}
