import type { CallSite } from '../../errors/call-site';
import { Prepare } from '../../protocol/requests/prepare';
import type { Operation } from './operation';

/** Prepares a text: PREPARE. Harmless to repeat, so it may move like a read. */
export class PrepareOperation implements Operation {
  readonly #call: CallSite | undefined;
  readonly #text: string;
  readonly kind = 'simple';
  readonly queryType = 'prepare';
  readonly parametersCount = 0;
  readonly isRead = true;
  readonly writeKind = 'read';
  readonly mayBeConditional = false;
  readonly isConditional = false;
  readonly isTransaction = false;
  readonly isIdempotent = true;
  readonly needsTimestamp = false;
  readonly rowDecoder = undefined;

  constructor(
    readonly query: string,
    readonly keyspace: string | undefined,
    call?: CallSite,
    /** What is sent. */
    text = query,
  ) {
    this.#call = call;
    this.#text = text;
  }

  message(): Prepare {
    return new Prepare(this.#text, this.keyspace);
  }

  connectionKeyspace(): string | undefined {
    return this.keyspace;
  }

  snapshotValues(): void {}

  disownValues(): void {}

  token(): undefined {
    return undefined;
  }

  routingKey(): undefined {
    return undefined;
  }

  /** Has no pages. */
  fingerprint(): number {
    return 0;
  }

  findPrepared(): undefined {
    return undefined;
  }

  findOutdated(): undefined {
    return undefined;
  }

  onFailed(error: Error): void {
    this.#call?.applyTo(error);
  }

  onResultChanged(): void {}
}
