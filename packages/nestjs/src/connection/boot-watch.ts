// Detects that an application fails to boot or to close. Then Nest calls no further hook: the connections would stay open, and keep the
// process alive. So this file watches the creation of each provider and controller, and each hook. If a version of Nest lacks the watched
// internals, nothing happens; a boot that succeeds is never disturbed.
import type { ModulesContainer } from '@nestjs/core';
import { setImmediate } from '../timers';

export type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;
type Wrapper = NonNullable<ReturnType<NestModule['controllers']['get']>>;

const hooks = [
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
] as const;

/**
 * Calls `onFailed` when something in these modules cannot be created. Ignores providers and controllers that Nest creates for each request, or
 * for each injection: their failure does not end the boot.
 */
export function watchMaking(modules: readonly NestModule[], onFailed: (error: unknown) => void): void {
  const seen = new Set<unknown>();
  let pending = 0;
  let isOver = false;
  const look = (): void => {
    for (const { settlementSignal } of modules.flatMap(staticWrappers)) {
      if (settlementSignal === undefined || seen.has(settlementSignal)) continue;
      seen.add(settlementSignal);
      pending++;
      void settlementSignal.asPromise().then((error: unknown) => {
        pending--;
        if (error !== undefined && !isOver) {
          isOver = true;
          onFailed(error);
        }
        // Controllers are created after the providers of their module, in the same turn of the event loop.
        if (pending === 0 && !isOver) setImmediate(look);
      });
    }
  };
  look();
}

/** Calls `onFailed`, and waits for it, when a hook throws or rejects, before Nest gets the error. */
export function watchHooks(modules: readonly NestModule[], onFailed: (error: unknown) => Promise<void>): void {
  const instances = new Set<unknown>(modules.flatMap(staticWrappers).map(({ instance }) => instance as unknown));
  for (const instance of instances) {
    if (typeof instance !== 'object' || instance === null || !Object.isExtensible(instance)) continue;
    for (const hook of hooks) watchHook(instance as Record<string, unknown>, hook, onFailed);
  }
}

/** Wraps a hook. The original is restored at its first call. */
function watchHook(instance: Record<string, unknown>, hook: string, onFailed: (error: unknown) => Promise<void>): void {
  const own = Object.getOwnPropertyDescriptor(instance, hook);
  if (typeof instance[hook] !== 'function' || own?.configurable === false) return;
  const run = async (...args: unknown[]): Promise<void> => {
    if (own === undefined) delete instance[hook];
    else Object.defineProperty(instance, hook, own);
    try {
      await (instance[hook] as (...args: unknown[]) => unknown)(...args);
    } catch (error) {
      await onFailed(error);
      throw error;
    }
  };
  Object.defineProperty(instance, hook, { value: run, configurable: true, writable: true, enumerable: false });
}

function staticWrappers(module: NestModule): Wrapper[] {
  const all = [module.providers, module.injectables, module.controllers].flatMap((of) => [...of.values()] as Wrapper[]);
  return all.filter((wrapper) => !wrapper.isTransient && wrapper.isDependencyTreeStatic());
}
