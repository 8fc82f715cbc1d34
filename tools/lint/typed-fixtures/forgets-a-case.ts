// expect typescript/switch-exhaustiveness-check: Cases not matched: "unknown"
export function nameOf(state: 'up' | 'down' | 'unknown'): string {
  switch (state) {
    case 'up':
      return 'is up';
    case 'down':
      return 'is down';
  }
  return '';
}
