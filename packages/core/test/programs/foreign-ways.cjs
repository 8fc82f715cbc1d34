// The ways in which foreign code misbehaves. For foreign-code.cjs.
const foreign = () => new Error('foreign');

// What foreign code does instead of its work. `now` is what the test has at hand.
const ways = {
  throws() {
    throw foreign();
  },
  'throws nothing': () => {
    throw undefined;
  },
  'throws a frozen error': () => {
    throw Object.freeze(foreign());
  },
  rejects: () => Promise.reject(foreign()),
  hangs: () => new Promise(() => {}),
  'gives undefined': () => undefined,
  'gives an object': () => ({}),
  'gives a text': () => 'nonsense',
  'gives NaN': () => Number.NaN,
  'gives a thenable that throws': () => ({
    then() {
      throw foreign();
    },
  }),
  'calls back': (proper, now) => {
    if (now.session !== undefined && now.depth < 3) {
      now.depth++;
      now.session.execute('SELECT a FROM t').catch(() => {});
      now.depth--;
    }
    return proper();
  },
  'throws once': (proper, now) => {
    if (now.hasThrown) return proper();
    now.hasThrown = true;
    throw foreign();
  },
  'shuts the cluster down': (proper, now) => {
    now.cluster?.shutdown().catch(() => {});
    return proper();
  },
};

/** `f(proper)` is `proper` while the test behaves, and the way at hand else. */
function foreignFunction(now) {
  return (proper = () => undefined) =>
    function (...args) {
      const properly = () => proper.apply(this, args);
      return now.misbehaves ? ways[now.way](properly, now) : properly();
    };
}

module.exports = { ways, foreignFunction };
