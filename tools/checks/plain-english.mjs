// Words that make a native speaker stumble, in the documentation and in comments, and what to write in their place: CONTRIBUTING.md has the rule.

/** The patterns and their advice. Only words that are wrong wherever they are used: a rule that needs judgement is not here. */
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

/** Returns a page without its quotations: code, links to tests (their titles belong to the code) and words in quotation marks. */
const proseOf = (text) =>
  text
    .replace(/^```[\s\S]*?^```/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/`[^`\n]*`/g, blank)
    .replace(/\[[^\]\n]*\]\([^)\n]*spec\.m?ts\)/g, blank)
    .replace(/"[^"\n]*"/g, blank);

/** Keeps the lines, so that the line numbers stay right. */
const blank = (match) => match.replace(/[^\n]/g, ' ');

/** Returns one text for each place of a page that breaks a rule: line, words, advice. */
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

/** A line of a comment, or a comment after code. No parser: a text that looks like a comment is read as one. */
const commentLine = /^\s*(?:\/\/|\/\*|\*)|\s\/\/ [^'"`]*$/;

/** Returns the same for the comments of a source file. */
export function stumblesInComments(source) {
  const comments = source.split('\n').map((line) => {
    const start = commentLine.exec(line)?.index;
    return start === undefined ? '' : line.slice(start);
  });
  return stumblesIn(comments.join('\n'));
}
