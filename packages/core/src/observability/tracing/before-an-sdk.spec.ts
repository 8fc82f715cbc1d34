// Tracing before an SDK of OpenTelemetry is set up: it costs nothing, and misses nothing.
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { channels } from '../channels/channels';
import { attemptOn, nodeAt, observe } from '../channels/observation.spec-support';
import { isObserved } from '../channels/request-observation';
import { traceWithOpenTelemetry } from './open-telemetry';

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

describe('tracing, until an SDK is set up,', () => {
  const run = (): void => {
    const observation = observe();
    observation.start(() => {});
    const attempt = attemptOn(nodeAt(1));
    observation.attemptStarted(attempt, false)!.end(attempt);
    observation.end();
  };
  const spanNames = (): string[] => exporter.getFinishedSpans().map(({ name }) => name);
  afterEach(() => {
    trace.disable();
    exporter.reset();
    expect(isObserved(undefined)).toBe(false);
  });

  it('observes nothing, and then the next request with its attempts', () => {
    using _tracing = traceWithOpenTelemetry();
    expect(isObserved(undefined)).toBe(false);
    run();
    trace.setGlobalTracerProvider(tracerProvider);
    run();
    expect(spanNames()).toEqual(['SELECT users attempt', 'SELECT users']);
  });

  it('notices it while others observe', () => {
    using _tracing = traceWithOpenTelemetry();
    const listener = jest.fn();
    channels.request.start.subscribe(listener);
    run();
    trace.setGlobalTracerProvider(tracerProvider);
    run();
    channels.request.start.unsubscribe(listener);
    expect(listener).toHaveBeenCalledTimes(2);
    expect(spanNames()).toEqual(['SELECT users attempt', 'SELECT users']);
  });

  it('stops without having begun', () => {
    traceWithOpenTelemetry()[Symbol.dispose]();
    trace.setGlobalTracerProvider(tracerProvider);
    expect(isObserved(undefined)).toBe(false);
  });

  it('is asked for by the requests of another copy of this package', () => {
    using _tracing = traceWithOpenTelemetry();
    let other: boolean | undefined;
    const look = (): void => {
      jest.isolateModules(() => {
        const copy = jest.requireActual<{ isObserved: typeof isObserved }>('../channels/request-observation');
        expect(copy.isObserved).not.toBe(isObserved);
        other = copy.isObserved(undefined);
      });
    };
    look();
    expect(other).toBe(false);
    trace.setGlobalTracerProvider(tracerProvider);
    look();
    expect(other).toBe(true);
  });

  it('outlives a provider that throws', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const getDelegate = (): never => {
      throw new Error('of the SDK');
    };
    using _tracing = traceWithOpenTelemetry({ tracerProvider: { getTracer: jest.fn(), getDelegate } as never });
    run();
    run();
    expect(emitWarning).toHaveBeenCalledTimes(1);
    emitWarning.mockRestore();
  });
});
