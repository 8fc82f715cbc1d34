// What was written, as far as the client knows, and whether what is read back can be so.
//
// A write has one of three fates: acknowledged; refused, so that it cannot have happened; or uncertain: the server, or the loss of a
// connection, leaves open whether it happened or will yet. A register may show its last acknowledged value or an uncertain one
// that is newer. What is added up may lie between the acknowledged and the acknowledged and uncertain additions. A list may hold an
// entry at most once.

/** One value that is overwritten by growing numbers, by one writer at a time. */
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

  /** What is wrong with having read this value; undefined when it can be so. */
  problemOf(value) {
    if (value === this.#acknowledged || this.#uncertain.includes(value)) return undefined;
    return `reads ${value}: acknowledged ${this.#acknowledged}, uncertain ${this.#uncertain.join(', ') || 'nothing'}`;
  }
}

/** A number that is only ever increased by one. */
export class Sum {
  #acknowledged = 0;
  #uncertain = 0;

  acknowledge() {
    this.#acknowledged += 1;
  }

  doubt() {
    this.#uncertain += 1;
  }

  problemOf(value) {
    const least = this.#acknowledged;
    const most = least + this.#uncertain;
    if (value >= least && value <= most) return undefined;
    return `is ${value}: acknowledged ${least}, uncertain ${this.#uncertain}`;
  }
}

/** A list that is only ever appended to, each entry by one request. */
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
