// A default case covers what a switch does not name.
export function nameOf(state: 'up' | 'down' | 'unknown'): string {
  switch (state) {
    case 'up':
      return 'is up';
    default:
      return 'is not up';
  }
}
