import { setTimeout as delay } from 'node:timers/promises';
import { probeCql, type ProbeOptions } from '../cql/probe';
import { LogFollower } from './log-follower';

const pollMs = 50;
const probeTimeoutMs = 5_000;

// Logged after the attempt to listen, which is announced before it happens.
const startupComplete = /Startup complete/;
// Of the port for clients, of JMX, and of the port between nodes, for which another process may have been quicker.
const bindFailure = /Failed to bind port|Address already in use|BindException|is in use by another process/;

export interface StartingNode {
  readonly address: string;
  readonly port: number;
  readonly logFile: string;
  /** The position in the log where this start begins. */
  readonly logStart: number;
  readonly probe?: ProbeOptions['tls'];
  isRunning(): boolean;
}

/** The outcome of a start. `what` continues a sentence about the node. */
export type Readiness = { kind: 'ready' } | { kind: 'portTaken' | 'failed' | 'timedOut'; what: string };

/** Waits until the node's own log reports a complete startup *and* it answers: the port alone could belong to another process. */
export async function waitUntilReady(node: StartingNode, deadline: number, signal?: AbortSignal): Promise<Readiness> {
  const log = new LogFollower(node.logFile, node.logStart);
  for (let isComplete = false; !isComplete;) {
    await delay(pollMs, undefined, { signal });
    const hasEnded = !node.isRunning();
    for (const line of await log.readLines()) {
      if (bindFailure.test(line)) return { kind: 'portTaken', what: 'could not bind its port' };
      if (startupComplete.test(line)) isComplete = true;
    }
    if (hasEnded) return { kind: 'failed', what: 'ended before it was ready' };
    if (Date.now() > deadline) return { kind: 'timedOut', what: 'was not ready in time' };
  }
  for (;;) {
    const problem = await probeCql(node.address, node.port, { timeoutMs: probeTimeoutMs, tls: node.probe });
    if (problem === undefined) return { kind: 'ready' };
    if (!node.isRunning()) return { kind: 'failed', what: 'ended before it answered' };
    if (Date.now() > deadline) return { kind: 'timedOut', what: `did not answer in time (${problem})` };
    await delay(pollMs, undefined, { signal });
  }
}
