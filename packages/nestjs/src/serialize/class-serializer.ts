// Applies Nest's ClassSerializerInterceptor to the lines of a response with @NdjsonStream(), which it would otherwise skip.
import { ClassSerializerInterceptor, type ExecutionContext } from '@nestjs/common';
import type { ApplicationConfig, Reflector } from '@nestjs/core';
import { loadClassTransformer } from './class-transformer';
import { toJsonValue, type ToPlain } from './json-value';

/** The names under which Nest stores metadata. */
const interceptorsKey = '__interceptors__';
const optionsKey = 'class_serializer:options';

interface SerializerOptions {
  readonly type?: unknown;
}

export interface ValueShape {
  /** Converts each value as a whole, if @SerializeOptions names a class. */
  readonly whole?: ToPlain;
  /** Converts each object of a class in it. */
  readonly part?: ToPlain;
}

/** Returns the conversions that the application defines by `@Exclude`, `@Expose` and `@SerializeOptions`; none without class-transformer. */
export function shapeOf(context: ExecutionContext, reflector: Reflector, config: ApplicationConfig): ValueShape {
  const found = loadClassTransformer(toJsonValue);
  if (found === undefined) return {};
  const { transformer, isRestricted } = found;
  const targets = [context.getHandler(), context.getClass()];
  const interceptors = [
    ...(config.getGlobalInterceptors() as unknown[]),
    ...targets.flatMap((target) => reflector.get<unknown[] | undefined>(interceptorsKey, target) ?? []),
  ];
  const serializer = interceptors.find(isClassSerializer);
  const options = {
    ...(serializer as { readonly defaultOptions?: object } | undefined)?.defaultOptions,
    ...reflector.getAllAndOverride<SerializerOptions | undefined>(optionsKey, targets),
  };
  const part: ToPlain = (value) =>
    serializer !== undefined || isRestricted(value) ? transformer.instanceToPlain(value, options) : undefined;
  if (serializer === undefined || options.type === undefined) return { part };
  const whole = new ClassSerializerInterceptor(reflector, { ...options, transformerPackage: transformer as never });
  return { part, whole: (value) => whole.serialize(value as never, { ...options } as never) };
}

const isClassSerializer = (interceptor: unknown): boolean =>
  interceptor === ClassSerializerInterceptor || interceptor instanceof ClassSerializerInterceptor;
