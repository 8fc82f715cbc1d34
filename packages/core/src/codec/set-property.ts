/**
 * Assigns a property whose name is data. Assigning `__proto__` would change the object's prototype instead, and assigning a
 * name that every object inherits fails where the application has frozen `Object.prototype`.
 */
export function setProperty(target: object, name: string, value: unknown): void {
  if (isInherited(name)) {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (target as Record<string, unknown>)[name] = value;
  }
}

export function isInherited(name: string): boolean {
  return name in Object.prototype;
}
