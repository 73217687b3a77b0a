// A module of the Web SDK as a table: one row a call, with what it has to give and who hears what.
// A module is covered when each of its methods was called.
import assert from 'node:assert/strict';
import { DriverError } from './peer.mjs';

// Whatever has to be there, whatever it is.
export const some = (value) => value !== undefined && value !== null;
export const text = (value) => typeof value === 'string' && value !== '';
export const number = (value) => typeof value === 'number';
export const truth = (value) => value === true;

// What a call gives when it gives nothing.
export const NOTHING = Symbol('nothing');

// The members that are named have to be as they are here: functions judge, objects are looked
// into, lists have as many elements, anything else is equal.
export function assertLike(actual, expected, where) {
  if (expected === NOTHING) {
    assert.equal(actual ?? undefined, undefined, `${where} is not nothing`);
  } else if (typeof expected === 'function') {
    assert.ok(expected(actual), `${where} is ${JSON.stringify(actual)}`);
  } else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${where} is no list but ${JSON.stringify(actual)}`);
    assert.equal(actual.length, expected.length, `${where}: ${JSON.stringify(actual)}`);
    expected.forEach((element, index) => assertLike(actual[index], element, `${where}[${index}]`));
  } else if (expected !== null && typeof expected === 'object') {
    assert.ok(some(actual), `${where} is missing`);
    for (const [name, member] of Object.entries(expected)) {
      assertLike(actual[name], member, `${where}.${name}`);
    }
  } else {
    assert.deepEqual(actual, expected, where);
  }
}

export class Surface {
  #called = new Set();

  // `methods` are the names of the module, aliases among them; `sides` are the ones that call.
  constructor(methods, sides) {
    this.methods = methods;
    this.sides = sides;
  }

  // Plays one row: `by` calls `method`, it gives something like `gives` or fails with the code
  // `fails`, and each of `hears` (side, event, content) hears of it.
  async play({ by = 'one', method, args = [], conn, gives, fails, hears = [] }) {
    const side = this.sides[by];
    const heard = hears.map(([who, event, like]) => this.#heard(who, event, like, method));
    const options = { method, args, ...(conn === undefined ? {} : { conn }) };
    const asked = this.count(method, side.peer.ask('call', options));
    const [result] = await Promise.all([fails === undefined ? asked : caught(asked), ...heard]);
    if (fails !== undefined) assert.equal(result.type, fails, `${method}: ${result.message}`);
    else if (gives !== undefined) assertLike(result, gives, method);
    return result;
  }

  async playAll(rows) {
    for (const row of rows) await this.play(row);
  }

  // Notes a method that is used in another way than by a row.
  count(method, result) {
    assert.ok(this.methods.includes(method), `${method} is not in the list`);
    this.#called.add(method);
    return result;
  }

  assertComplete() {
    const missing = this.methods.filter((method) => !this.#called.has(method));
    assert.deepEqual(missing, [], 'methods nobody called');
  }

  async #heard(who, event, like, method) {
    const { peer } = this.sides[who];
    const fits = (data) => {
      try {
        assertLike(data, like, event);
        return true;
      } catch {
        return false;
      }
    };
    try {
      await peer.next(event, { where: fits });
    } catch (error) {
      const seen = JSON.stringify(peer.seen(event).slice(-3));
      error.message += ` (${who}, after ${method}, like ${JSON.stringify(like)}; seen: ${seen})`;
      throw error;
    }
  }
}

// Alice on the client under test and on a second device, bob elsewhere.
export async function threeSides(stage) {
  const { ours, official } = await stage.pair();
  const twin = await stage.official();
  await twin.open(ours.user, ours.identity);
  return { one: ours, twin: { ...ours, peer: twin }, other: official };
}

async function caught(promise) {
  let result;
  try {
    result = await promise;
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `no failure but ${JSON.stringify(result)}` });
}
