// The life of one request (one page of it): admitted, planned, attempted, decided on, answered.
//
//   start -> Admission -> begin -> plan -> attempt --- answer ---> onAnswer (of a subclass)
//                          ^                  |  \
//                          |   no room        |   error -> decide -> same node | next node | fail
//                          +------------------+
//
// One object for each request, one Attempt for each send. The object is built in four files, each a class above the last, so that nothing is
// allocated for the parts: BoundedRequest (queue, deadline, signal), DescribedRequest (operation and settings), SettlingRequest (the
// end), and this one. Just above 300 lines: its steps call each other.
import type { Connection } from '../../connection/connection';
import type { Node } from '../../connection/pool/node';
import type { NodePool } from '../../connection/pool/node-pool';
import { AsyncCassandraError, OverloadError, QueryError } from '../../errors/async-cassandra-error';
import { hideSecrets } from '../../errors/secrets';
import { settleStack } from '../../errors/settle-stack';
import { isInstance } from '../../errors/thrown';
import { ProtocolError } from '../../errors/protocol-error';
import { ServerResponseError, UnpreparedError } from '../../errors/server-errors';
import { bothOutcomes, type WriteOutcome } from '../../errors/write-outcome';
import { payloadKey } from '../../observability/channels/message-keys';
import { observeRequest } from '../../observability/channels/request-observation';
import { withTrace } from '../../observability/tracing/traceparent';
import type { QueryPlan } from '../../policies/query-plan';
import { decodeResponse } from '../../protocol/decode-response';
import type { Envelope } from '../../protocol/envelope';
import { envelopeFlag } from '../../protocol/envelope-flag';
import type { Request } from '../../protocol/requests/request';
import { WithCustomPayload } from '../../protocol/requests/with-custom-payload';
import type { Response } from '../../protocol/responses/response';
import type { PreparedQuery } from '../../statement/prepared-query';
import { Attempt, type AttemptOwner } from './attempt';
import { decide } from '../../policies/decision';
import { takeTimestamp } from './timestamp';
import { PinnedPlan } from '../../policies/pinned-plan';
import { Repreparations } from '../../statement/repreparations';
import { noNodeToAsk, copyError, planFailure } from './request-errors';
import { RetryDelays } from './retry-delays';
import { SettlingRequest } from './settling-request';
import { SpeculativeSchedule } from '../../policies/speculative-schedule';
import { outcomeOfFailure } from '../../statement/write-verdict';
import { reportFailure } from '../../waiting/guard-callback';

export abstract class RequestExecution extends SettlingRequest implements AttemptOwner {
  #plan: QueryPlan | undefined = undefined;
  #retries = 0;
  #repreparations: Repreparations | undefined = undefined;
  /** The error of each node that was tried: for `NoHostAvailableError`. */
  #nodeErrors: Record<string, Error> | undefined = undefined;
  #lastServerError: ServerResponseError | undefined = undefined;

  /** Handles an answer other than ERROR. Throws UnreadableAnswerError for a message that does not answer this request. */
  protected abstract onAnswer(attempt: Attempt, response: Response): void;

  /** Starts the request, or its next page. Call it from outside once. */
  protected start(): void {
    const observation = observeRequest(this.context.metrics, this);
    this.observation = observation;
    if (observation === undefined) this.#enter();
    else observation.start(() => this.#enter());
  }

  #enter(): void {
    const { signal, timeoutMs } = this.settings;
    try {
      this.timestamp = takeTimestamp(this.context, this.operation, this.settings);
      if (signal !== undefined) this.listenTo(signal);
      if (this.isSettled) return;
      this.startClock(this.context.deadlines, timeoutMs);
      if (!this.context.admission.enter(this)) this.operation.snapshotValues();
    } catch (error) {
      this.fail(error);
    }
  }

  override begin(): boolean {
    this.isAdmitted = true;
    if (this.#plan !== undefined) return this.#tryNextNode();
    const { host, loadBalancer } = this.settings;
    if (host !== undefined) {
      this.#plan = new PinnedPlan(host);
      return this.#tryNextNode();
    }
    let plan: QueryPlan | Promise<QueryPlan>;
    try {
      plan = loadBalancer.plan(this);
    } catch (error) {
      this.fail(planFailure(error, this.operation));
      return true;
    }
    // The policy may have ended the request: by its signal, or by closing the session.
    if (this.isSettled) return true;
    if (plan instanceof Promise) {
      void this.#beginWithPlan(plan);
      return true;
    }
    this.#plan = plan;
    return this.#tryNextNode();
  }

  /** Waits for a plan that a policy creates asynchronously. The deadline, the signal or the end of the session end the wait. */
  async #beginWithPlan(plan: Promise<QueryPlan>): Promise<void> {
    const { paused } = this.context;
    paused.add(this);
    try {
      this.operation.snapshotValues();
    } catch (error) {
      this.fail(error);
    }
    try {
      this.#plan = await plan;
    } catch (error) {
      this.fail(planFailure(error, this.operation));
    }
    paused.delete(this);
    if (!this.isSettled) this.#tryNextNodeOrWait();
  }

  /**
   * Requests the next page of the same request. Stays admitted. `renewsTime` restarts the time limit. Not after an empty page: a server that
   * sends nothing else must not keep the request for ever.
   */
  protected continueWith(pagingState: Buffer, renewsTime: boolean): void {
    this.pagingState = pagingState;
    this.answered = undefined;
    this.retryDelays?.stop();
    this.#plan = undefined;
    this.#retries = 0;
    if (renewsTime) this.startClock(this.context.deadlines, this.settings.timeoutMs);
    if (!this.begin()) this.context.admission.requeueAtHead(this);
  }

  /** @internal Called by the attempt. */
  onEnvelope(attempt: Attempt, envelope: Envelope): void {
    if (this.isSettled) return;
    try {
      const response = decodeResponse(envelope);
      if (response.kind === 'error') {
        this.#onServerError(attempt, response.error);
        return;
      }
      if (response.extras !== undefined) this.learnFrom(response.extras);
      this.answered = attempt;
      this.observation?.answered(attempt, response);
      this.onAnswer(attempt, response);
    } catch (error) {
      const isOurs = isInstance(error, AsyncCassandraError);
      const failure = isOurs ? error : new QueryError('The answer could not be handled', { cause: error });
      if (failure instanceof ProtocolError) {
        // The following bytes of this connection cannot be trusted, and neither can its earlier answer.
        this.answered = undefined;
        attempt.connection.close(failure);
      }
      // A defect inside a whole envelope fails this request alone.
      this.onAttemptFailed(attempt, failure);
    }
  }

  /** @internal Called by the attempt, and for failures without an answer. */
  onAttemptFailed(attempt: Attempt, error: Error, outcome = outcomeOfFailure(error, this.operation.writeKind)): void {
    if (this.isSettled) return;
    try {
      this.#decideOn(attempt, error, outcome);
    } catch (cause) {
      // Other requests of a lost connection wait for this method to return.
      this.fail(new QueryError('The failure of an attempt could not be handled', { cause }));
    }
  }

  #decideOn(attempt: Attempt, error: Error, outcome: WriteOutcome): void {
    attempt.error = error;
    attempt.observation?.end(attempt);
    this.outcome = bothOutcomes(this.outcome, outcome);
    if (this.context.closedError !== undefined) {
      this.fail(copyError(this.context.closedError));
      return;
    }
    (this.#nodeErrors ??= {})[attempt.node.endpoint] = error;
    if (error instanceof ServerResponseError) this.#lastServerError = error;
    const decision = decide({
      error,
      policy: this.settings.retryPolicy,
      info: this.operationInfo(this.#retries),
      isIdempotent: this.isIdempotent,
      isRead: this.operation.isRead,
      outcome: this.outcome,
      consistency: attempt.consistency,
    });
    // The policy may have aborted the request itself.
    if (this.isSettled) return;
    if (decision.kind === 'rethrow') {
      this.fail(decision.error);
      return;
    }
    if (decision.kind === 'ignore') {
      this.answered = attempt;
      this.onAnswer(attempt, { kind: 'void' });
      return;
    }
    if (decision.delayMs > 0 && !this.hasTimeAfter(decision.delayMs)) {
      // The wait would only put a timeout in place of this error. Another attempt, or another delayed retry, may still bring the answer.
      if (!this.isWaiting && this.retryDelays?.isWaiting !== true) this.fail(error);
      return;
    }
    if (decision.counts) this.#retries++;
    this.observation?.retrying(error);
    if (this.isSettled) return;
    if (decision.consistency !== undefined) this.consistency = decision.consistency;
    // Nothing was sent: another connection of the node may be open. In v4 one would be opened, on a node that is perhaps going down.
    const mayStay = !decision.counts && this.context.protocolVersion !== 4;
    const target = decision.node === 'same' || mayStay ? attempt.node : undefined;
    if (decision.delayMs === 0) this.#sendAgain(target);
    else this.#sendLater(target, decision.delayMs);
  }

  /** Sends to that node if it has room and may be asked at the level that the retry has, otherwise to the next one. */
  #sendAgain(node: Node | undefined): void {
    if (node !== undefined && this.#plan?.refusalOf?.(node) === undefined && this.#sendTo(node)) return;
    this.#tryNextNodeOrWait();
  }

  #sendLater(node: Node | undefined, delayMs: number): void {
    this.retryDelays ??= new RetryDelays(this, this.context.paused);
    this.retryDelays.wait(delayMs, () => {
      try {
        this.#sendAgain(node);
      } catch (cause) {
        this.fail(new QueryError('The request could not be sent again', { cause }));
      }
    });
  }

  #tryNextNodeOrWait(): void {
    if (!this.#tryNextNode()) this.context.admission.requeueAtHead(this);
  }

  /** Returns false when no node has room now, but one soon will. */
  #tryNextNode(): boolean {
    if (this.#followPlan(this.#plan!)) return true;
    // An attempt that still waits, or a delayed retry, may still bring the answer.
    if (this.isWaiting || this.retryDelays?.isWaiting === true) return true;
    const { host } = this.settings;
    if (host !== undefined && this.#willHaveRoom(host)) {
      // Waiting at the head of the queue would hold up requests that any node can serve.
      this.fail(new OverloadError(`${host.endpoint} takes no more requests at present`));
      return true;
    }
    const { nodes } = this.context;
    const waits = host === undefined && this.#lastServerError === undefined;
    if (waits && nodes.some((node) => this.#plan!.refusalOf?.(node) === undefined && this.#willHaveRoom(node))) {
      this.#plan = undefined;
      this.isAdmitted = false;
      return false;
    }
    this.nodesExhausted = this.#lastServerError !== undefined;
    this.fail(this.#lastServerError ?? noNodeToAsk(host === undefined ? nodes : [host], this.#nodeErrors, this.#plan));
    return true;
  }

  /** Sends to the first node of the plan that has room. Also returns true if the request was settled. */
  #followPlan(plan: QueryPlan): boolean {
    // No cluster has that many nodes: an endless plan must not block the process.
    for (let left = 10_000; left > 0; left--) {
      const node = this.#nextNodeOf(plan);
      if (this.isSettled) return true;
      if (node === undefined) return false;
      if (this.#sendTo(node)) return true;
    }
    this.fail(planFailure(new RangeError('it gave 10,000 nodes without room, and no end'), this.operation));
    return true;
  }

  /** Returns the next node. A plan that fails ends the request; if an attempt may still bring the answer, it only ends the plan. */
  #nextNodeOf(plan: QueryPlan): Node | undefined {
    try {
      return plan.next();
    } catch (error) {
      if (this.isWaiting) reportFailure(this.settings.loadBalancer, 'A query plan', error);
      else this.fail(planFailure(error, this.operation));
      return undefined;
    }
  }

  #sendTo(node: Node): boolean {
    const { pool } = node;
    if (pool === undefined) return false;
    const keyspace = this.#connectionKeyspace;
    const connection = keyspace === undefined ? pool.borrow(this) : pool.borrowIn(keyspace);
    if (connection === undefined) return keyspace !== undefined && this.#openAndSend(node, pool, keyspace);
    const outdated = this.operation.findOutdated();
    if (outdated === undefined) this.#send(node, connection);
    else this.#prepareAndSend(outdated, new Attempt(this, node, connection, undefined, this.consistency));
    return true;
  }

  /** Protocol v4: the keyspace in which the connection must be. v5 sends it with the request. */
  get #connectionKeyspace(): string | undefined {
    return this.context.protocolVersion === 4 ? this.operation.connectionKeyspace(this) : undefined;
  }

  #willHaveRoom({ pool }: Node): boolean {
    if (pool === undefined) return false;
    const keyspace = this.#connectionKeyspace;
    return keyspace === undefined ? pool.willHaveRoom : pool.willHaveRoomIn(keyspace);
  }

  /** Returns false if no more connections in the keyspace may be opened. */
  #openAndSend(node: Node, pool: NodePool, keyspace: string): boolean {
    if (!pool.mayOpenIn(keyspace)) return false;
    this.operation.snapshotValues();
    pool.openIn(keyspace).then(
      () => {
        if (!this.isSettled && !this.#sendTo(node)) this.#tryNextNodeOrWait();
      },
      // Nothing was sent to the node.
      (failure: Error) => {
        if (this.isSettled) return;
        this.onAttemptFailed(new Attempt(this, node, undefined, undefined, this.consistency), failure, 'notApplied');
      },
    );
    return true;
  }

  #send(node: Node, connection: Connection): void {
    const { settings, operation } = this;
    let attempt: Attempt;
    try {
      let request: Request = operation.message(this);
      let { flags, customPayload } = settings;
      const carried = this.observation?.[payloadKey];
      if (carried !== undefined) {
        customPayload = withTrace(customPayload, carried);
        flags |= envelopeFlag.customPayload;
      }
      if (customPayload !== undefined) request = new WithCustomPayload(request, customPayload);
      attempt = new Attempt(this, node, connection, operation.rowDecoder, this.consistency);
      attempt.sent(connection.send(request, attempt, flags));
    } catch (error) {
      // A value does not fit its column, on any node.
      settleStack(error);
      this.fail(error);
      return;
    }
    if (this.isSettled) {
      // One of its values ended the request while it was encoded.
      attempt.abandon(undefined);
      return;
    }
    // Without observers, the other attempts are not inspected either.
    attempt.observation = this.observation?.attemptStarted(attempt, this.isWaiting);
    this.addAttempt(attempt);
    if (settings.speculativeExecutionPolicy !== undefined && this.attempts.length === 1) this.#planSpeculation(node);
  }

  #planSpeculation(node: Node): void {
    if (this.isIdempotent !== true) return;
    this.speculative = new SpeculativeSchedule(
      this.settings.speculativeExecutionPolicy!,
      this.keyspace,
      this.operation.query,
      // If no other node has room, nothing changes.
      () => this.#plan !== undefined && !this.isSettled && this.#followPlan(this.#plan) && !this.isSettled,
    );
    if (!this.isSettled) this.speculative.next(node);
  }

  protected override settle(reason?: Error): void {
    super.settle(reason);
    this.#repreparations?.leave();
  }

  #onServerError(attempt: Attempt, error: Error): void {
    // Before the error is shown anywhere.
    hideSecrets(error, this.operation.query);
    const prepared = error instanceof UnpreparedError ? this.operation.findPrepared(error.id) : undefined;
    if (prepared === undefined || !(this.#repreparations ??= new Repreparations()).mayTry(prepared, attempt.node)) {
      this.onAttemptFailed(attempt, error);
      return;
    }
    attempt.error = error;
    attempt.observation?.end(attempt);
    this.observation?.retrying(error);
    if (!this.isSettled) this.#prepareAndSend(prepared, attempt);
  }

  /** Prepares the text again, which the node has forgotten or the schema has changed. The values are encoded with this node's metadata. */
  #prepareAndSend(prepared: PreparedQuery, attempt: Attempt): void {
    const { requestTimeoutMs } = this.settings.profile;
    const work = this.context.prepareAgain(prepared, attempt.node, attempt.connection, requestTimeoutMs);
    (this.#repreparations ??= new Repreparations()).add(work);
    work.promise.then(
      () => {
        if (!this.isSettled && !this.#sendTo(attempt.node)) this.#tryNextNodeOrWait();
      },
      // The node executed nothing.
      (failure: Error) => this.onAttemptFailed(attempt, failure, 'notApplied'),
    );
  }
}
