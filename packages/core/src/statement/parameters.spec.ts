import * as vm from 'node:vm';
import type { ColumnSpec } from '../protocol/data-type';
import { typeCode } from '../protocol/data-type';
import type { StatementParameters } from './parameters';
import type { NamedParameters } from './parameter-names';
import { hasParameters, toPositional } from './parameters';
import { SchemaJournal } from './schema-journal';
import { PreparedQuery, type PreparedState } from './prepared-query';
import { snapshotOf } from './snapshot';

const options = { frozen: false, reversed: false };

function prepared(query: string, ...names: string[]): PreparedQuery {
  const variables = names.map((name): ColumnSpec => ({
    keyspace: 'k',
    table: 't',
    name,
    type: { code: typeCode.int, info: null, options },
  }));
  return new PreparedQuery(query, undefined, { variables } as unknown as PreparedState, new SchemaJournal());
}

const byName = () => prepared('SELECT * FROM t WHERE a = :id AND b = :firstName', 'id', 'firstname');

function failureOf(query: PreparedQuery, parameters: unknown): unknown {
  try {
    return toPositional(query, parameters as StatementParameters);
  } catch (error) {
    return error;
  }
}

describe('toPositional', () => {
  describe('by position', () => {
    it('takes the values as they are now', () => {
      const parameters = [1, undefined];
      const values = toPositional(byName(), parameters);
      parameters[0] = 2;

      expect(values).toEqual([1, undefined]);
    });

    it.each([
      [[], 'The statement has 2 parameters (id, firstname), but 0 values were given'],
      [[1], 'The statement has 2 parameters (id, firstname), but 1 value was given'],
      [[1, 2, 3], 'The statement has 2 parameters (id, firstname), but 3 values were given'],
    ])('refuses %j', (parameters, message) => {
      expect(failureOf(byName(), parameters)).toEqual(new TypeError(message));
    });

    it('says by a code that it is the number of values', () => {
      expect(failureOf(byName(), [1])).toMatchObject({ code: 'WRONG_PARAMETER_COUNT' });
    });

    it('refuses values for a statement without parameters', () => {
      expect(failureOf(prepared('SELECT 1'), [1])).toEqual(
        new TypeError('The statement has no parameters, but 1 value was given'),
      );
    });
  });

  describe('by name', () => {
    it('puts the values in the order of the parameters', () => {
      expect(toPositional(byName(), { firstname: 'Ada', id: 7 })).toEqual([7, 'Ada']);
    });

    it('folds the names that CQL folds: firstName is the value of :firstName', () => {
      expect(toPositional(byName(), { ID: 7, firstName: 'Ada' })).toEqual([7, 'Ada']);
    });

    it('answers the same for every object with the same keys, in any order', () => {
      const query = byName();

      expect(toPositional(query, { firstName: 'Ada', id: 7 })).toEqual([7, 'Ada']);
      expect(toPositional(query, { id: 8, firstName: 'Bo' })).toEqual([8, 'Bo']);
      expect(toPositional(query, { id: 9, firstname: 'Cy' })).toEqual([9, 'Cy']);
      expect(toPositional(query, { id: 10, firstName: 'Di' })).toEqual([10, 'Di']);
    });

    it('tells :firstName from :"firstName"', () => {
      const query = prepared('SELECT * FROM t WHERE a = :firstName AND b = :"firstName"', 'firstname', 'firstName');

      expect(toPositional(query, { firstName: 'quoted', firstname: 'folded' })).toEqual(['folded', 'quoted']);
      expect(failureOf(query, { firstName: 'quoted' })).toMatchObject({
        message: expect.stringContaining("no value for 'firstname'"),
      });
    });

    it('gives one value to a name that stands in the text twice', () => {
      const query = prepared('SELECT * FROM t WHERE a = :id AND b = :id', 'id', 'id');

      expect(toPositional(query, { id: 7 })).toEqual([7, 7]);
      expect(toPositional(query, { Id: 8 })).toEqual([8, 8]);
      expect(toPositional(query, { id: 7, iD: 8 })).toEqual([7, 7]);
    });

    it('refuses names where two question marks have the same one', () => {
      const query = prepared('SELECT * FROM t WHERE at > ? AND at < ?', 'at', 'at');

      expect(failureOf(query, { at: 1 })).toEqual(
        new TypeError(
          "More than one parameter is called 'at': give them names of their own in the text, or the values as an array",
        ),
      );
      expect(toPositional(query, [1, 2])).toEqual([1, 2]);
    });

    it('takes the columns’ names where the text has question marks', () => {
      expect(toPositional(prepared('INSERT INTO t (a, b) VALUES (?, ?)', 'a', 'b'), { b: 2, a: 1 })).toEqual([1, 2]);
    });

    it('passes undefined and null on', () => {
      expect(toPositional(byName(), { id: undefined, firstName: null })).toEqual([undefined, null]);
    });

    it('names what is missing and what was meant by it, and shows no value', () => {
      const failure = failureOf(byName(), { id: 'secret', first_name: 'secret', age: 'secret' });

      expect(failure).toEqual(
        new TypeError(
          "The named parameters do not match: no value for 'firstname'; did you mean 'first_name'? (the statement's parameters: 'id', 'firstname')",
        ),
      );
      expect(failureOf(byName(), { id: 1, fristname: 2 })).toMatchObject({
        message: expect.stringContaining("did you mean 'fristname'?"),
      });
      expect(failureOf(byName(), { id: 1, surname: 2 })).toEqual(
        new TypeError(
          "The named parameters do not match: no value for 'firstname' (the statement's parameters: 'id', 'firstname')",
        ),
      );
    });

    it('says by a code whether a name is missing, or what was given is wrong', () => {
      const twice = prepared('SELECT * FROM t WHERE at > ? AND at < ?', 'at', 'at');

      expect(failureOf(byName(), { id: 1 })).toMatchObject({ code: 'MISSING_PARAMETER' });
      expect(failureOf(byName(), { id: 1, firstName: 'a', FirstName: 'b' })).toMatchObject({
        code: 'INVALID_PARAMETER',
      });
      expect(failureOf(twice, { at: 1 })).toMatchObject({ code: 'INVALID_PARAMETER' });
      expect(failureOf(byName(), new Map())).toMatchObject({ code: 'INVALID_PARAMETER' });
    });

    it('ignores names that the statement does not have, so that a whole entity can be passed', () => {
      const query = byName();

      expect(toPositional(query, { id: 1, firstname: 'Ada', extra: 2 })).toEqual([1, 'Ada']);
      expect(toPositional(query, { id: 1, firstName: 'Ada', extra: 2 })).toEqual([1, 'Ada']);
      expect(toPositional(query, { extra: 2, firstName: 'Bo', id: 1 })).toEqual([1, 'Bo']);
      expect(failureOf(query, { id: 1 })).toMatchObject({
        message: expect.stringContaining("no value for 'firstname'"),
      });
    });

    it('takes the fields and getters of a class', () => {
      class User {
        readonly #first = 'Ada';
        id = 1;
        get firstName(): string {
          return this.#first;
        }
      }
      class Admin extends User {
        level = 9;
      }
      const query = byName();

      expect(toPositional(query, new User() as object as NamedParameters)).toEqual([1, 'Ada']);
      expect(toPositional(query, new Admin() as object as NamedParameters)).toEqual([1, 'Ada']);
      expect(toPositional(query, { id: 2, firstName: 'Bo' })).toEqual([2, 'Bo']);
      expect(snapshotOf(new Admin() as object as NamedParameters)).toEqual({ id: 1, level: 9, firstName: 'Ada' });
      expect([hasParameters(new User()), hasParameters({}), hasParameters([])]).toEqual([true, false, false]);
    });

    it('refuses two keys for one parameter', () => {
      const failure = failureOf(byName(), { id: 1, firstName: 'Ada', firstNAME: 'Bo' });

      expect(failure).toEqual(new TypeError("Both 'firstName' and 'firstNAME' name the parameter 'firstname'"));
    });

    it('takes nothing that every object has', () => {
      const query = prepared('SELECT * FROM t WHERE a = :constructor', 'constructor');

      expect(failureOf(query, {})).toMatchObject({ message: expect.stringContaining("no value for 'constructor'") });
      expect(toPositional(query, { constructor: 1 })).toEqual([1]);
      expect(failureOf(query, new Date(0))).toBeInstanceOf(TypeError);
      for (const name of ['toString', '__proto__', 'valueOf', 'hasOwnProperty']) {
        const named = prepared(`SELECT * FROM t WHERE a = :"${name}"`, name);
        expect(failureOf(named, { a: 1 })).toBeInstanceOf(TypeError);
      }
    });

    it('takes an object without a prototype, and a key called __proto__', () => {
      const query = prepared('SELECT * FROM t WHERE a = :"__proto__"', '__proto__');

      expect(toPositional(query, JSON.parse('{"__proto__":7}') as Record<string, unknown>)).toEqual([7]);
      expect(toPositional(byName(), Object.assign(Object.create(null), { id: 1, firstname: 2 }))).toEqual([1, 2]);
    });

    it('takes any object for a statement without parameters', () => {
      expect(toPositional(prepared('SELECT 1'), {})).toEqual([]);
      expect(toPositional(prepared('SELECT 1'), { a: 1 })).toEqual([]);
    });
  });

  const wrong = [null, 7, 'text', true, new Map([['id', 1]]), new Set([1]), Buffer.of(1), new Date(0)];
  const strange = [Promise.resolve({ id: 1 }), /id/, [1].values(), new Float32Array(2), new ArrayBuffer(2)];
  it.each([...wrong, ...strange, vm.runInNewContext('new Date()')])('refuses %p', (parameters) => {
    expect(failureOf(byName(), parameters)).toEqual(
      new TypeError('Parameters must be an array of values by position, or an object of values by name'),
    );
  });
});
