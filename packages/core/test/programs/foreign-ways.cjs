// The ways in which foreign code misbehaves. For foreign-code.cjs.
const foreign = () => new Error('foreign');

const refusing = {
  get() {
    throw foreign();
  },
};

function refusingProxy() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

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
  // Nothing can be asked of these but `typeof`: reading, `instanceof` and making a text of them throw.
  'throws an error whose properties throw': () => {
    throw Object.defineProperties(foreign(), {
      name: refusing,
      message: refusing,
      stack: refusing,
      cause: refusing,
      code: refusing,
    });
  },
  'throws a proxy that refuses everything': () => {
    throw refusingProxy();
  },
  'rejects with a proxy that refuses everything': () => Promise.reject(refusingProxy()),
  'gives a proxy that refuses everything': () => refusingProxy(),
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
    // Each of these requests may call back again: not more at once than the process can carry.
    if (now.session !== undefined && now.callsBack < 20) {
      now.callsBack++;
      const isOver = () => now.callsBack--;
      now.session.execute('SELECT a FROM t').then(isOver, isOver);
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
