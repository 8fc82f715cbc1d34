// Classes of the application's that values are read as and written from, and the table that a scan reads. For foreign-code.cjs.
const { rows, userType, voidResult } = require('@async-cassandra/testing');

const point = userType('shop', 'point', { x: 'int', y: 'int' });
const sets = { s: 'set<int>' };
const maps = { m: 'map<int, int>' };
const points = { p: point };

const schema = { shop: { tables: { items: { columns: { id: 'int' }, partitionKey: ['id'] } } } };

/** Answers the statements of this file. */
function scanned(stub) {
  const table = { keyspace: 'shop', table: 'items' };
  const ranges = { start: 'bigint', end: 'bigint' };
  const inRange = 'FROM "shop"."items" WHERE token("id") > ? AND token("id") <= ?';
  const scan = (selection, columns, values) =>
    stub
      .when(`SELECT ${selection} ${inRange}`)
      .variables(ranges, table)
      .columns(columns, table)
      .reply(rows(columns, [values], table));
  scan('*', { id: 'int' }, [1]);
  scan('COUNT(*)', { count: 'bigint' }, [1]);
  stub.when('SELECT s FROM t').reply(rows(sets, [[[1, 2]], [[3]]]));
  stub.when('SELECT m FROM t').reply(rows(maps, [[new Map([[1, 2]])], [new Map([[3, 4]])]]));
  stub.when('SELECT p FROM t').reply(rows(points, [[{ x: 1, y: 2 }], [{ x: 3, y: 4 }]]));
  for (const [name, variables] of Object.entries({ s: sets, m: maps, p: points }))
    stub.when(`INSERT INTO ${name} (a) VALUES (?)`).variables(variables).reply(voidResult());
}

/** Reads values as the class, whole and as a stream, and writes one of it, which is made while the class behaves. */
const using = (name, write) => async (now) => {
  const { session, misbehaves } = now;
  now.misbehaves = false;
  const value = write();
  now.misbehaves = misbehaves;
  const all = [
    () => session.execute(`SELECT ${name} FROM t`),
    async () => {
      for await (const row of await session.executeStream(`SELECT ${name} FROM t`)) void row[name];
    },
    () => session.execute(`INSERT INTO ${name} (a) VALUES (?)`, [value]),
  ];
  return Promise.allSettled(all.map(async (begin) => begin()));
};

const setClass = (method) => (f) => {
  class OwnSet {
    constructor(elements) {
      this.elements = elements;
      if (method === 'constructor') return f(() => this)();
    }
    // The options ask for it, but nobody calls it.
    add() {}
    forEach(callback) {
      this.elements.forEach(callback);
    }
  }
  if (method !== 'constructor') OwnSet.prototype[method] = f(OwnSet.prototype[method]);
  return { options: { encoding: { set: OwnSet } }, use: using('s', () => new OwnSet([1])) };
};

const mapClass = (method) => (f) => {
  class OwnMap {
    constructor() {
      this.entries = new Map();
      if (method === 'constructor') return f(() => this)();
    }
    set(key, value) {
      this.entries.set(key, value);
    }
    forEach(callback) {
      this.entries.forEach(callback);
    }
  }
  if (method !== 'constructor') OwnMap.prototype[method] = f(OwnMap.prototype[method]);
  return { options: { encoding: { map: OwnMap } }, use: using('m', () => new OwnMap()) };
};

const userTypeClass = (part) => (f) => {
  class Whole {
    constructor(fields) {
      Object.assign(this, fields);
      return f(() => this)();
    }
  }
  class Fields {
    get x() {
      return part === 'getter' ? f(() => 1)() : 1;
    }
    set x(value) {
      // A setter gives its answer to nobody: a promise is its own affair.
      if (part === 'setter') Promise.resolve(f()(value)).catch(() => {});
    }
  }
  const cls = part === 'constructor' ? Whole : Fields;
  return {
    prepare: ({ cluster }) => cluster.registerUserType('shop', 'point', cls),
    use: using('p', () => new cls({ x: 1, y: 2 })),
  };
};

const classes = {
  ...Object.fromEntries(['constructor', 'forEach'].map((name) => [`${name} of encoding.set`, setClass(name)])),
  ...Object.fromEntries(['constructor', 'set', 'forEach'].map((name) => [`${name} of encoding.map`, mapClass(name)])),
  ...Object.fromEntries(
    ['constructor', 'getter', 'setter'].map((part) => [`a ${part} of a user type`, userTypeClass(part)]),
  ),
};

module.exports = { classes, scanned, schema };
