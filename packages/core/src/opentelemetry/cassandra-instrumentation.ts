// The instrumentation for an SDK of OpenTelemetry: spans and metrics from the channels. It patches no module, so that ECMAScript modules,
// CommonJS and bundles are the same to it, and a client that was loaded before.
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { driverVersion } from '../connection/driver-identity';
import { trueOrFalse } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { loadOpenTelemetry } from '../observability/tracing/load-open-telemetry';
import { RequestSpans } from '../observability/tracing/request-spans';
import { loadInstrumentation } from './load-instrumentation';
import { RequestMeters } from './request-meters';

const name = '@async-cassandra/core';

/** The options of a `CassandraInstrumentation`. */
export interface CassandraInstrumentationConfig extends InstrumentationConfig {
  /**
   * Whether the instrumentation starts at once. `registerInstrumentations` starts it in any case. Default: true; of `setConfig`: as it is.
   * `getConfig` returns whether it is enabled now.
   */
  enabled?: boolean;
  /** Whether spans have `db.query.text`: the text with `?` in place of every literal. Default: true. */
  statementText?: boolean;
  /** Whether each attempt gets a span below the span of its request. Default: true. */
  attempts?: boolean;
  /** Whether each request sends its span to the node, as `traceparent` in the custom payload. Default: false. */
  traceparent?: boolean;
}

export const instrumentationBag = optionBag('a CassandraInstrumentation', {
  enabled: option(trueOrFalse),
  statementText: option(trueOrFalse, true),
  attempts: option(trueOrFalse, true),
  traceparent: option(trueOrFalse, false),
} satisfies TableOf<CassandraInstrumentationConfig>);

const { InstrumentationBase } = loadInstrumentation();

/**
 * Creates spans and metrics of all requests of this process, for the SDK that it is registered with, else for the global one, whether that
 * is set up before or afterwards. Beside `traceWithOpenTelemetry`, or another instrumentation, it creates nothing twice.
 *
 * @example
 * const sdk = new NodeSDK({ traceExporter, instrumentations: [new CassandraInstrumentation()] });
 * sdk.start();
 *
 * @throws ConfigurationError when an option is unknown or invalid.
 */
export class CassandraInstrumentation extends InstrumentationBase<CassandraInstrumentationConfig> {
  readonly #api = loadOpenTelemetry();
  readonly #meters = new RequestMeters(this.#api, name, driverVersion);
  readonly #spans = new RequestSpans(this.#api, undefined, completeOptions(instrumentationBag, {}), driverVersion);

  constructor(config: CassandraInstrumentationConfig = {}) {
    // The base class calls methods of this one before it has its fields: it must neither configure nor enable anything.
    super(name, driverVersion, { enabled: false });
    this.#apply(config, true);
  }

  /**
   * Replaces the options. `enabled` starts or stops the instrumentation; without it, that stays as it is. The spans of requests in flight are kept.
   *
   * @throws ConfigurationError when an option is unknown or invalid.
   */
  override setConfig(config: CassandraInstrumentationConfig = {}): void {
    if (#spans in this) this.#apply(config, this.isEnabled());
    else super.setConfig(config);
  }

  /** Starts to create spans and metrics. Does nothing if it has started. */
  override enable(): void {
    if (this.isEnabled()) return;
    super.enable();
    super.setConfig({ ...this.getConfig(), enabled: true });
    this.#spans.subscribe();
    this.#meters.subscribe();
  }

  /** Stops creating spans and metrics. The spans of requests in flight are ended with their requests; metrics do not count these requests. */
  override disable(): void {
    if (!this.isEnabled()) return;
    super.disable();
    super.setConfig({ ...this.getConfig(), enabled: false });
    this.#spans.unsubscribe();
    this.#meters.unsubscribe();
  }

  override setTracerProvider(provider: TracerProvider): void {
    super.setTracerProvider(provider);
    // The global one may be replaced later.
    this.#spans.useProvider(provider === this.#api.trace.getTracerProvider() ? undefined : provider);
  }

  override setMeterProvider(provider: MeterProvider): void {
    super.setMeterProvider(provider);
    this.#meters.useProvider(provider);
  }

  /** There is no module to patch. */
  protected override init(): void {}

  /** Whether it is enabled stays in the config: what reads the config before it enables an instrumentation learns the truth. */
  #apply(config: CassandraInstrumentationConfig, isEnabled: boolean): void {
    const { enabled = isEnabled, ...settings } = completeOptions(instrumentationBag, config);
    super.setConfig({ ...settings, enabled });
    this.#spans.configure(settings);
    if (enabled) this.enable();
    else this.disable();
  }
}
