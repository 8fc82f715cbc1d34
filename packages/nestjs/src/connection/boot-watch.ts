// Whether an application boots. Nest calls no hook of one that does not: what it has opened would stay open, and the process alive.
// So what Nest itself is told of is looked at: of each provider and controller that its making has failed, and of each hook of the
// boot that it has. Where a version of Nest has not what is looked at, nothing happens; a boot that succeeds is never disturbed.
import type { ModulesContainer } from '@nestjs/core';
import { setImmediate } from '../timers';

export type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;
type Wrapper = NonNullable<ReturnType<NestModule['controllers']['get']>>;

const hooks = ['onModuleInit', 'onApplicationBootstrap'] as const;

/**
 * Calls `onFailed` when something of these modules cannot be made. Providers and controllers that Nest makes for each request, or
 * for each that injects them, are left out: one that fails is no end of the boot.
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
        // Controllers begin when the providers of their module are there, in the same turn of the event loop.
        if (pending === 0 && !isOver) setImmediate(look);
      });
    }
  };
  look();
}

/** Calls `onFailed`, and waits for it, when a hook of the boot throws or rejects: before Nest is told. */
export function watchHooks(modules: readonly NestModule[], onFailed: (error: unknown) => Promise<void>): void {
  const instances = new Set<unknown>(modules.flatMap(staticWrappers).map(({ instance }) => instance as unknown));
  for (const instance of instances) {
    if (typeof instance !== 'object' || instance === null || !Object.isExtensible(instance)) continue;
    for (const hook of hooks) watchHook(instance as Record<string, unknown>, hook, onFailed);
  }
}

/** The hook is as it was from its first call on. */
function watchHook(instance: Record<string, unknown>, hook: string, onFailed: (error: unknown) => Promise<void>): void {
  const own = Object.getOwnPropertyDescriptor(instance, hook);
  if (typeof instance[hook] !== 'function' || own?.configurable === false) return;
  const run = async (): Promise<void> => {
    if (own === undefined) delete instance[hook];
    else Object.defineProperty(instance, hook, own);
    try {
      await (instance[hook] as () => unknown)();
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
