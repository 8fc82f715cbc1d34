/**
 * The class that rows are read with (`encoding.set`): a set that holds a number of `unreadable` makes the reading of its row fail, as
 * often as the map says. So a row breaks in the middle of its page, on any server, when a test wants it to.
 */
export class BrittleSet extends Set<number> {
  static readonly unreadable = new Map<number, number>();

  constructor(values: Iterable<number> = []) {
    super();
    for (const value of values) {
      const times = BrittleSet.unreadable.get(value) ?? 0;
      if (times > 0) {
        BrittleSet.unreadable.set(value, times - 1);
        throw new Error(`${value} cannot be read`);
      }
      this.add(value);
    }
  }
}
