// Compares the reported outcome of each write with the stored data: the table of docs/errors.md.
import { types } from '@async-cassandra/core';

const { consistencies } = types;
const nameOf = new Map(Object.entries(consistencies).map(([name, code]) => [code, name]));
const isSerial = (code) => code === consistencies.serial || code === consistencies.localSerial;

/** Returns the class of an error, as finely as its proof may depend on it. */
export function classOf(error) {
  if (error === undefined) return 'acknowledged';
  if (error.name === 'UnavailableError')
    return `UnavailableError of ${isSerial(error.consistency) ? nameOf.get(error.consistency).toUpperCase() : 'another consistency'}`;
  if (error.name === 'WriteTimeoutError' || error.name === 'WriteFailureError')
    return `${error.name} ${error.writeType}`;
  if (error.name === 'ConnectionLostError') return `ConnectionLostError, ${error.written ? 'written' : 'not written'}`;
  return error.name;
}

export class Findings {
  problems = [];
  #rows = new Map();

  /** `found`: for each partition, how often it was written. `said`: `writeOutcome`, or `acknowledged`. */
  add(kind, name, said, found) {
    const key = `${kind}|${name}|${said}`;
    const row = this.#rows.get(key) ?? { kind, name, said, total: 0, none: 0, part: 0, whole: 0, again: 0 };
    this.#rows.set(key, row);
    row.total += 1;
    row[shapeOf(found)] += 1;
    const isWrong =
      (said === 'notApplied' && found.some((times) => times > 0)) ||
      (said === 'acknowledged' && found.some((times) => times < 1)) ||
      found.some((times) => times > 1);
    if (isWrong)
      this.problems.push(`${kind}: ${name}, ${said}, and its partitions were written ${found.join(', ')} times`);
  }

  get classes() {
    return [...new Set([...this.#rows.values()].map(({ name }) => name))].sort();
  }

  lines() {
    const rows = [...this.#rows.values()].sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
    return [
      '| statement | error | `writeOutcome` | requests | nothing was written | a part | all of it | more than once |',
      '| --- | --- | --- | --: | --: | --: | --: | --: |',
      ...rows.map(
        ({ kind, name, said, ...counts }) =>
          `| ${[kind, name, said === 'acknowledged' ? '' : `\`${said}\``, counts.total, counts.none, counts.part, counts.whole, counts.again].join(' | ')} |`,
      ),
    ];
  }
}

function shapeOf(found) {
  if (found.some((times) => times > 1)) return 'again';
  if (found.every((times) => times === 0)) return 'none';
  return found.every((times) => times === 1) ? 'whole' : 'part';
}
