export interface Ended {
  readonly isEnded: true;
}

export const ended: Ended = { isEnded: true };
