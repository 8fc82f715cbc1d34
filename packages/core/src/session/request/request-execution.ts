// The life of one request (one page of it): admitted, planned, attempted, decided on, answered.
//
//   start -> Admission -> begin -> plan -> attempt --- answer ---> onAnswer (a subclass: what to make of it)
//                          ^                  |  \
//                          |   no room        |   error -> decide -> same node | next node | fail
//                          +------------------+
//
// One object a request, one Attempt for each send. Whatever happens, it settles exactly once: by an answer, an error, its
// deadline or its signal; then nothing of it is left in the wheel, the queue or the signal's listeners.
import type { RowDecoder } from '../../codec/row-decoder';
import type { Connection } from '../../connection/connection';
import type { Node } from '../../connection/pool/node';
import { AsyncCassandraError, OverloadError, QueryError } from '../../errors/async-cassandra-error';
import { attachExecutionInfo, attachStatement } from '../../errors/execution-info';
import { settleStack } from '../../errors/settle-stack';
import { ProtocolError } from '../../errors/protocol-error';
import { ServerResponseError, UnpreparedError } from '../../errors/server-errors';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { attachWriteOutcome, bothOutcomes, type WriteOutcome } from '../../errors/write-outcome';
import type { ObservedRequest } from '../../observability/channels/messages';
import { observeRequest, type RequestObservation } from '../../observability/channels/request-observation';
import type { ExecutionDescription } from '../../policies/execution-description';
import { PolicyExecutionOptions } from '../../policies/execution-options';
import type { PlanRequest, QueryPlan, TokenHalves } from '../../policies/query-plan';
import { decodeResponse } from '../../protocol/decode-response';
import type { Envelope } from '../../protocol/envelope';
import type { Request } from '../../protocol/requests/request';
import type { Timestamp } from '../../protocol/requests/query-parameters';
import { WithCustomPayload } from '../../protocol/requests/with-custom-payload';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import type { PreparedQuery } from '../../statement/prepared-query';
import { RequestExecutionInfo } from '../../result/request-execution-info';
import { Attempt, type AttemptOwner } from './attempt';
import { BoundedRequest } from './bounded-request';
import { decide } from '../../policies/decision';
import { describeRequest } from './describe-request';
import { takeTimestamp } from './timestamp';
import type { MessageOptions, Operation } from '../operations/operation';
import { PinnedPlan } from '../../policies/pinned-plan';
import { Repreparations } from './repreparations';
import { noHostAvailable, ownCopyOf, planFailure, timedOut } from './request-errors';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';
import { SpeculativeSchedule } from '../../policies/speculative-schedule';
import { outcomeOfAnswer, outcomeOfFailure } from '../../statement/write-verdict';
import { tellFailure } from '../../waiting/guard-callback';

/** A request of so many bytes is worth the making of a stack's text: see `settleStack`. */
const largeBytes = 32 * 1024;

export abstract class RequestExecution extends BoundedRequest implements AttemptOwner, PlanRequest, MessageOptions {
  readonly settings: RequestSettings;
  timestamp: Timestamp | null | undefined = undefined;
  consistency: number;
  pagingState: Buffer | null = null;
  protected readonly context: SessionContext;
  protected readonly operation: Operation;
  readonly #attempts: Attempt[] = [];
  #plan: QueryPlan | undefined = undefined;
  #admitted = false;
  #settled = false;
  #retries = 0;
  #repreparations: Repreparations | undefined = undefined;
  /** How each node that was tried failed: for `NoHostAvailableError`. */
  #nodeErrors: Record<string, Error> | undefined = undefined;
  #lastServerError: ServerResponseError | undefined = undefined;
  /** What the attempts that failed say together of the write. */
  #outcome: WriteOutcome = 'notApplied';
  /** The attempt whose answer is no error: the server said that it is done. */
  #answered: Attempt | undefined = undefined;
  #speculative: SpeculativeSchedule | undefined = undefined;
  /** Absent when nobody watches. */
  #observation: RequestObservation | undefined = undefined;

  constructor(context: SessionContext, operation: Operation, settings: RequestSettings) {
    super();
    this.context = context;
    this.operation = operation;
    this.settings = settings;
    this.consistency = settings.consistency;
  }

  /** An answer that is no error. Throws UnreadableAnswerError when it cannot be one to this request. */
  protected abstract onAnswer(attempt: Attempt, response: Response): void;

  /** The request ends with an error; the execution info is attached. */
  protected abstract onFailure(error: unknown): void;

  // What load balancing may ask.

  get keyspace(): string | undefined {
    return this.settings.keyspace ?? this.operation.keyspace ?? this.context.keyspace;
  }

  get token(): TokenHalves | undefined {
    const { routing } = this.settings;
    return routing === undefined ? this.operation.token() : routing.token;
  }

  describe(): ExecutionDescription {
    return describeRequest(this, this.operation);
  }

  // What metrics and channels are told.

  get queryType(): ObservedRequest['queryType'] {
    return this.operation.queryType;
  }

  get query(): ObservedRequest['query'] {
    return this.operation.query;
  }

  get parametersCount(): number {
    return this.operation.parametersCount;
  }

  get fetchSize(): number {
    return this.settings.fetchSize;
  }

  get scope(): ObservedRequest['scope'] {
    return 'all';
  }

  get isIdempotent(): boolean | undefined {
    return this.settings.isIdempotent ?? this.operation.isIdempotent;
  }

  /** Begins, or begins with the next page. Call it from outside once. */
  protected start(): void {
    const observation = observeRequest(this.context.metrics, this);
    this.#observation = observation;
    if (observation === undefined) this.#enter();
    else observation.start(() => this.#enter());
  }

  #enter(): void {
    const { signal, timeoutMs } = this.settings;
    try {
      this.timestamp = takeTimestamp(this.context, this.operation, this.settings);
      if (signal !== undefined) this.listenTo(signal);
      if (this.#settled) return;
      this.startClock(this.context.deadlines, timeoutMs);
      if (!this.context.admission.enter(this)) this.operation.keepValues();
    } catch (error) {
      this.fail(error);
    }
  }

  override begin(): boolean {
    this.#admitted = true;
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
    if (this.#settled) return true;
    if (plan instanceof Promise) {
      void this.#beginWith(plan);
      return true;
    }
    this.#plan = plan;
    return this.#tryNextNode();
  }

  /** A plan that never comes ends with the request: by its deadline, its signal or its session. */
  async #beginWith(plan: Promise<QueryPlan>): Promise<void> {
    const { planning } = this.context;
    planning.add(this);
    try {
      this.#plan = await plan;
    } catch (error) {
      this.fail(planFailure(error, this.operation));
    }
    planning.delete(this);
    if (!this.#settled) this.#goOn();
  }

  /**
   * The next page of the same request. Stays admitted. `renewsTime`: with a time of its own. Not after an empty page: a server that
   * sends nothing else must not keep the request for ever.
   */
  protected continueWith(pagingState: Buffer, renewsTime: boolean): void {
    this.pagingState = pagingState;
    this.#answered = undefined;
    this.#plan = undefined;
    this.#retries = 0;
    if (renewsTime) this.startClock(this.context.deadlines, this.settings.timeoutMs);
    if (!this.begin()) this.context.admission.stepBack(this);
  }

  override onDeadline(): void {
    if (this.#settled) return;
    const { timeoutMs } = this.settings;
    const waiting = this.#attempts.filter((attempt) => attempt.isWaiting).map(({ node }) => node.endpoint);
    const where = waiting.length > 0 ? `from ${waiting.join(', ')}` : this.isQueued ? 'while it was queued' : 'yet';
    this.fail(timedOut(`No answer ${where} within ${timeoutMs} ms`, waiting[0]));
  }

  /** Ends a request that has not been sent yet. */
  override cancel(reason: unknown): void {
    const { closedError } = this.context;
    this.fail(closedError !== undefined && reason === closedError ? ownCopyOf(closedError) : reason);
  }

  /** @internal From the attempt. */
  onEnvelope(attempt: Attempt, envelope: Envelope): void {
    if (this.#settled) return;
    try {
      const response = decodeResponse(envelope);
      if (response.kind === 'error') {
        this.#onServerError(attempt, response.error);
        return;
      }
      this.#answered = attempt;
      this.#observation?.answered(attempt, response);
      this.onAnswer(attempt, response);
    } catch (error) {
      const isOurs = error instanceof AsyncCassandraError;
      const failure = isOurs ? error : new QueryError('The answer could not be handled', { cause: error });
      if (failure instanceof ProtocolError) {
        // Nothing that follows on this connection can be trusted, and neither can what it said before.
        this.#answered = undefined;
        attempt.connection.close(failure);
      }
      // What is wrong inside of a whole envelope is the trouble of this request alone.
      this.onAttemptFailed(attempt, failure);
    }
  }

  /** @internal From the attempt, and for whatever ends it without an answer. */
  onAttemptFailed(attempt: Attempt, error: Error, outcome = outcomeOfFailure(error, this.operation.writeKind)): void {
    if (this.#settled) return;
    try {
      this.#decideOn(attempt, error, outcome);
    } catch (cause) {
      // Other requests of a lost connection wait behind this one to be told.
      this.fail(new QueryError('The failure of an attempt could not be handled', { cause }));
    }
  }

  #decideOn(attempt: Attempt, error: Error, outcome: WriteOutcome): void {
    attempt.error = error;
    attempt.observation?.end(attempt);
    this.#outcome = bothOutcomes(this.#outcome, outcome);
    if (this.context.closedError !== undefined) {
      this.fail(ownCopyOf(this.context.closedError));
      return;
    }
    (this.#nodeErrors ??= {})[attempt.node.endpoint] = error;
    if (error instanceof ServerResponseError) this.#lastServerError = error;
    const decision = decide({
      error,
      policy: this.settings.retryPolicy,
      info: this.#operationInfo(),
      isIdempotent: this.isIdempotent,
      isRead: this.operation.isRead,
      outcome: this.#outcome,
      consistency: attempt.consistency,
    });
    // The policy may have aborted the request itself.
    if (this.#settled) return;
    if (decision.kind === 'rethrow') {
      this.fail(decision.error);
      return;
    }
    if (decision.kind === 'ignore') {
      this.#answered = attempt;
      this.onAnswer(attempt, { kind: 'void' });
      return;
    }
    if (decision.counts) this.#retries++;
    this.#observation?.retrying(error);
    if (this.#settled) return;
    if (decision.consistency !== undefined) this.consistency = decision.consistency;
    if (decision.node === 'same' && this.#sendTo(attempt.node)) return;
    this.#goOn();
  }

  /** Ends the request with an error. Does nothing once it has settled. */
  protected override fail(error: unknown): void {
    if (this.#settled) return;
    // The reason of a signal is the caller's own object, and may be that of many requests.
    const isOurs = error instanceof Error && error !== this.abortReason;
    if (isOurs) this.#describeFailure(error);
    this.#observation?.failing(error, !isOurs);
    this.settle(isOurs ? error : new Error('The request was aborted'));
    this.onFailure(error);
  }

  /** Tells the error what is known of the request. The error may be an object of the application's that refuses every property: it goes without. */
  #describeFailure(error: Error): void {
    // Undefined where it is not the answer of a node.
    const answered =
      this.#answered ?? this.#attempts.find((attempt) => attempt.error === error && attempt.responseBytes > 0);
    try {
      attachExecutionInfo(error, this.#infoOf(answered));
      if (!this.operation.isRead) attachWriteOutcome(error, this.#finalOutcome());
      if (this.#attempts.some(({ requestBytes }) => requestBytes > largeBytes)) settleStack(error);
      if (error !== this.context.closedError) attachStatement(error, this.operation.query);
      this.operation.onFailed(error);
    } catch {
      // A proxy, or an accessor that throws.
    }
  }

  /** Nothing of the request is left anywhere after this. `reason` is what its waiting attempts are recorded with. */
  protected settle(reason?: Error): void {
    this.#settled = true;
    this.context.deadlines.remove(this);
    this.stopListening();
    this.#speculative?.stop();
    for (const attempt of this.#attempts) attempt.abandon(reason);
    if (this.isQueued) this.context.admission.withdraw(this);
    else if (this.#admitted) this.context.admission.leave();
    this.#observation?.end();
    for (const attempt of this.#attempts) attempt.release();
  }

  protected executionInfo(response?: Response, schemaInAgreement?: boolean): RequestExecutionInfo {
    return this.#infoOf(this.#answered, response, schemaInAgreement);
  }

  #infoOf(answered: Attempt | undefined, response?: Response, schemaInAgreement?: boolean): RequestExecutionInfo {
    const { consistency } = answered ?? this.#attempts.at(-1) ?? this;
    const speculative = this.#speculative?.started ?? 0;
    return new RequestExecutionInfo(
      this.#attempts,
      response?.extras,
      consistency,
      speculative,
      schemaInAgreement,
      answered,
    );
  }

  /** What decodes these rows. Where the server describes them anew, every user of the prepared statement follows. */
  protected rowDecoderFor(attempt: Attempt, response: RowsResponse): RowDecoder {
    if (response.columns === null) {
      const { rowDecoder } = attempt;
      if (rowDecoder?.columns.length === response.columnCount) return rowDecoder;
      throw new UnreadableAnswerError(`${attempt.node.endpoint} sent rows without describing their columns`);
    }
    const decoder = this.context.codecs.rowDecoder(response.columns);
    if (response.newMetadataId !== null) this.operation.onResultChanged(response.newMetadataId, decoder);
    return decoder;
  }

  #finalOutcome(): WriteOutcome {
    if (this.#answered !== undefined) return outcomeOfAnswer(this.operation.writeKind);
    return this.#isWaiting ? 'unknown' : this.#outcome;
  }

  /** An attempt may still bring the answer. */
  get #isWaiting(): boolean {
    return this.#attempts.some(({ isWaiting }) => isWaiting);
  }

  #goOn(): void {
    if (!this.#tryNextNode()) this.context.admission.stepBack(this);
  }

  /** Returns false when no node has room now, but one soon will. */
  #tryNextNode(): boolean {
    if (this.#followPlan(this.#plan!)) return true;
    // An attempt that still waits may yet bring the answer.
    if (this.#isWaiting) return true;
    const { host } = this.settings;
    if (host?.pool?.willHaveRoom) {
      // Waiting at the head of the queue would hold up requests that any node can serve.
      this.fail(new OverloadError(`${host.endpoint} takes no more requests at present`));
      return true;
    }
    const { nodes } = this.context;
    const waits = host === undefined && this.#lastServerError === undefined;
    if (waits && nodes.some(({ pool }) => pool?.willHaveRoom)) {
      this.#plan = undefined;
      this.#admitted = false;
      return false;
    }
    this.fail(this.#lastServerError ?? noHostAvailable(host === undefined ? nodes : [host], this.#nodeErrors));
    return true;
  }

  /** Sends to the first node of the plan that has room. True also where that settled the request. */
  #followPlan(plan: QueryPlan): boolean {
    // No cluster has that many nodes: a plan that never ends must not hold up the process.
    for (let left = 10_000; left > 0; left--) {
      const node = this.#nextOf(plan);
      if (this.#settled) return true;
      if (node === undefined) return false;
      if (this.#sendTo(node)) return true;
    }
    this.fail(planFailure(new RangeError('it gave 10,000 nodes without room, and no end'), this.operation));
    return true;
  }

  /** A plan that fails ends the request, but for an attempt that may still bring the answer: then it is over. */
  #nextOf(plan: QueryPlan): Node | undefined {
    try {
      return plan.next();
    } catch (error) {
      if (this.#isWaiting) tellFailure(plan, 'A query plan', error);
      else this.fail(planFailure(error, this.operation));
      return undefined;
    }
  }

  #sendTo(node: Node): boolean {
    const connection = node.pool?.borrow();
    if (connection === undefined) return false;
    const outdated = this.operation.findOutdated();
    if (outdated === undefined) this.#send(node, connection);
    else this.#prepareAndSend(outdated, new Attempt(this, node, connection, undefined, this.consistency));
    return true;
  }

  #send(node: Node, connection: Connection): void {
    const { settings, operation } = this;
    let request: Request = operation.message(this);
    if (settings.customPayload !== undefined) request = new WithCustomPayload(request, settings.customPayload);
    const attempt = new Attempt(this, node, connection, operation.rowDecoder, this.consistency);
    try {
      attempt.streamId = connection.send(request, attempt, settings.flags);
    } catch (error) {
      // A value does not fit its column: that is so on every node.
      settleStack(error);
      this.fail(error);
      return;
    }
    if (this.#settled) {
      // One of its values ended it while it was encoded.
      attempt.abandon(undefined);
      return;
    }
    // Where nobody watches, the others are not looked at either.
    attempt.observation = this.#observation?.attemptStarted(attempt, this.#isWaiting);
    this.#attempts.push(attempt);
    if (settings.speculativeExecutionPolicy !== undefined && this.#attempts.length === 1) this.#planSpeculation(node);
  }

  #planSpeculation(node: Node): void {
    if (this.isIdempotent !== true) return;
    this.#speculative = new SpeculativeSchedule(
      this.settings.speculativeExecutionPolicy!,
      this.keyspace,
      this.operation.query,
      // Where no other node has room, nothing changes.
      () => this.#plan !== undefined && !this.#settled && this.#followPlan(this.#plan) && !this.#settled,
    );
    if (!this.#settled) this.#speculative.next(node);
  }

  #onServerError(attempt: Attempt, error: Error): void {
    const prepared = error instanceof UnpreparedError ? this.operation.findPrepared(error.id) : undefined;
    if (prepared === undefined || !(this.#repreparations ??= new Repreparations()).mayTry(prepared, attempt.node)) {
      this.onAttemptFailed(attempt, error);
      return;
    }
    attempt.error = error;
    attempt.observation?.end(attempt);
    this.#observation?.retrying(error);
    if (!this.#settled) this.#prepareAndSend(prepared, attempt);
  }

  /** The node has forgotten the text, or the schema has changed under it: its values are encoded for what this node says of it. */
  #prepareAndSend(prepared: PreparedQuery, attempt: Attempt): void {
    this.context.prepareAgain(prepared, attempt.node, attempt.connection, this.settings.timeoutMs).then(
      () => {
        if (!this.#settled && !this.#sendTo(attempt.node)) this.#goOn();
      },
      // The node had nothing to carry out.
      (failure: Error) => this.onAttemptFailed(attempt, failure, 'notApplied'),
    );
  }

  #operationInfo(): Parameters<typeof decide>[0]['info'] {
    const { query } = this.operation;
    return {
      query: typeof query === 'string' ? query : query.join('; '),
      executionOptions: new PolicyExecutionOptions(this.describe()),
      nbRetry: this.#retries,
    };
  }
}
