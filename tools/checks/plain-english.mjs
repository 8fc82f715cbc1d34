// Words of the documentation that make a native speaker stumble, and what to write in their place: CONTRIBUTING.md has the rule.

/** What is looked for, and the advice. Only what is wrong wherever it stands: a rule that needs judgement is not here. */
const rules = [
  [/\bwhoever\b/, 'name who it is: "a client that", "the process that"'],
  [/\b(?:that|those) of\b/, 'name the thing again: "the port of the node", not "that of the node"'],
  [/\bis none\b/, '"is not one", "does not exist", or the noun again'],
  [/\bsays? so\b/, 'tell what is said: "the error names the option"'],
  [/\b(?:go|goes|going|went) on\b/, '"continue"'],
  [/\btime-outs?\b/, '"timeout"'],
  [/\b(?:tried|try|tries|trying) again\b/, '"retry"'],
  [/\b(?:give|gives|given|gave|giving) (?:it |them )?up\b/, '"abandon", "stop", or "fail"'],
  [/\b(?:hand|hands|handed|handing) (?:it |them )?(?:over|on)\b/, '"deliver", "pass", or "return"'],
  [/\bunder way\b/, '"in flight", or "running"'],
  [/\bso many\b/, 'a number, or "that many"'],
  [/\b(?:ask|asks|asked|asking) for again\b/, '"request again"'],
  [/\bwhat (?:becomes|became|has become) of\b/, '"the outcome of"'],
  [/\bis no (?:error|news|test|reason to make)\b/, '"is not"'],
  [/\bat (?:its|their|your) pace\b/, '"with backpressure", or "as fast as ..."'],
];

/** A page without what it quotes: code, links to tests (their titles belong to the code) and words in quotation marks. */
const proseOf = (text) =>
  text
    .replace(/^```[\s\S]*?^```/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/`[^`\n]*`/g, blank)
    .replace(/\[[^\]\n]*\]\([^)\n]*spec\.m?ts\)/g, blank)
    .replace(/"[^"\n]*"/g, blank);

/** Keeps the lines, so that a place is still the place. */
const blank = (match) => match.replace(/[^\n]/g, ' ');

/** One text for each place of a page that breaks a rule: line, words, advice. */
export function stumblesIn(text) {
  return proseOf(text)
    .split('\n')
    .flatMap((line, index) =>
      rules.flatMap(([pattern, advice]) => {
        const [words] = new RegExp(pattern, 'i').exec(line) ?? [];
        return words === undefined ? [] : [`line ${index + 1}: "${words}": ${advice}`];
      }),
    );
}
