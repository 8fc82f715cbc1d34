// expect typescript/no-misused-promises: Expected non-Promise value in a boolean conditional
export function isUp(probe: () => Promise<boolean>): string {
  return probe() ? 'up' : 'down';
}
