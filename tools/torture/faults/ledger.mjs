// Records what was written, as far as the client knows, and checks whether the values read are possible.
//
// A write has one of three outcomes: acknowledged; refused, so that it cannot have been applied; or uncertain: the server, or the loss of a
// connection, leaves open whether it was or will be applied. A register may show its last acknowledged value or a newer uncertain
// one. A sum may lie between the acknowledged additions and the acknowledged plus the uncertain ones. A list may contain an
// entry at most once.

/** One value that one writer at a time overwrites with growing numbers. */
export class Register {
  #acknowledged;
  #uncertain = [];

  acknowledge(value) {
    this.#acknowledged = value;
    this.#uncertain = [];
  }

  doubt(value) {
    this.#uncertain.push(value);
  }

  /** Returns the problem of having read this value; undefined when the value is possible. */
  problemOf(value) {
    if (value === this.#acknowledged || this.#uncertain.includes(value)) return undefined;
    return `reads ${value}: acknowledged ${this.#acknowledged}, uncertain ${this.#uncertain.join(', ') || 'nothing'}`;
  }
}

/** A number that is only increased by one. */
export class Sum {
  #acknowledged = 0;
  #uncertain = 0;

  acknowledge() {
    this.#acknowledged += 1;
  }

  doubt() {
    this.#uncertain += 1;
  }

  /** The acknowledged increments and those in doubt. */
  get most() {
    return this.#acknowledged + this.#uncertain;
  }

  problemOf(value) {
    const least = this.#acknowledged;
    if (value >= least && value <= this.most) return undefined;
    return `is ${value}: acknowledged ${least}, uncertain ${this.#uncertain}`;
  }
}

/** A list that is only appended to, each entry by one request. */
export class Entries {
  #acknowledged = new Set();
  #uncertain = new Set();

  acknowledge(entry) {
    this.#acknowledged.add(entry);
  }

  doubt(entry) {
    this.#uncertain.add(entry);
  }

  problemOf(entries) {
    const found = new Set(entries);
    if (found.size !== entries.length) return `holds an entry twice: ${duplicatesOf(entries).join(', ')}`;
    const lost = [...this.#acknowledged].filter((entry) => !found.has(entry));
    if (lost.length > 0) return `lost ${lost.join(', ')}`;
    const unknown = entries.filter((entry) => !this.#acknowledged.has(entry) && !this.#uncertain.has(entry));
    return unknown.length > 0 ? `holds ${unknown.join(', ')}, which was refused or never written` : undefined;
  }
}

const duplicatesOf = (entries) => entries.filter((entry, index) => entries.indexOf(entry) !== index);
