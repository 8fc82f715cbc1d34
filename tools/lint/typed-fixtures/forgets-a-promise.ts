// expect typescript/no-floating-promises: Promises must be awaited
// expect typescript/no-floating-promises: An array of Promises may be unintentional
export function start(work: () => Promise<void>): void {
  work();
}

export function startAll(works: (() => Promise<void>)[]): void {
  works.map((work) => work());
}
