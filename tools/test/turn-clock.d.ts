declare global {
  /** Moves the clock of unit and stub specs (`turn-clock.cjs`), as if the process had stood still for `ms`. */
  function advanceClock(ms: number): void;
}

export {};
