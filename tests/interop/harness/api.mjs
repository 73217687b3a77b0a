// Scenarios of the REST methods. One process makes the calls, for several users; another one
// listens: as the users' other devices. So a call is seen by whoever it concerns, and each client
// stands on both sides.
import assert from 'node:assert/strict';
import { failure } from './checks.mjs';
import { scenario } from './scenario.mjs';
import { assertShape, hasShape } from './shape.mjs';

// With the official client on both sides the other way round is the same again.
const TWICE = { skip: ['official'] };

// The names in a text, for long lists of them.
export function words(text) {
  return text.trim().split(/\s+/);
}

// Played with ours calling and the official client listening, and the other way round. The parts
// follow one another; together they call every one of the methods.
export function apiScenario(name, { users, methods, parts }) {
  const play = async (stage, calling, listening) => {
    const api = new Api(stage, calling, listening);
    for (const user of users) await api.enter(user);
    for (const [title, part] of Object.entries(parts)) {
      await part(api).catch((error) => {
        error.stack = `${title}: ${error.stack}`;
        throw error;
      });
    }
    api.assertActorsUntold();
    api.assertCalled(methods);
  };
  scenario(`${name}: called by ours`, async (stage) => {
    await play(stage, await stage.ours(), await stage.official());
  });
  scenario(`${name}: called by official`, async (stage) => {
    await play(stage, await stage.official(), await stage.ours());
  }, TWICE);
}

export class Api {
  #calling;
  #listening;
  #users = [];
  #called = new Set();

  constructor(stage, calling, listening) {
    this.stage = stage;
    this.#calling = calling;
    this.#listening = listening;
  }

  async enter(user) {
    const { password } = await this.stage.emulator.user(user);
    await this.#calling.open(user, { pwd: password }, { conn: user });
    await this.#listening.open(user, { pwd: password }, { conn: user });
    this.#users.push(user);
  }

  #ask(user, method, args) {
    this.#called.add(method);
    return this.#calling.ask('call', { conn: user, method, args });
  }

  // A call, what it has to answer, and who has to hear of it.
  async call(user, method, argument, { answers, told = [] } = {}) {
    const args = Array.isArray(argument) ? argument : [argument];
    const result = await this.#ask(user, method, args);
    if (answers !== undefined) assertShape(result, answers, method);
    await this.told(told).catch((error) => {
      error.message = `${method}: ${error.message}`;
      throw error;
    });
    return result;
  }

  // Calls as rows: `[user, method, argument, what is answered, who is told]`.
  async playAll(rows) {
    for (const [user, method, argument, answers, told] of rows) {
      await this.call(user, method, argument, { answers, told });
    }
  }

  // Events other devices have to hear, in any order: `{to, event, …members of it}`.
  async told(events) {
    for (const { to, event, ...members } of events) {
      await this.heard(to, event, { where: (data) => hasShape(data, members) }).catch((error) => {
        error.message = `${to} is not told ${JSON.stringify(members)}: ${error.message}`;
        throw error;
      });
    }
  }

  // A call that is refused with a code.
  async refused(user, method, argument, type) {
    const args = Array.isArray(argument) ? argument : [argument];
    const error = await failure(this.#ask(user, method, args));
    assert.equal(error.type, type, `${method} of ${user}: ${error.message}`);
    return error;
  }

  text(user, to, msg, more = {}) {
    return this.#calling.text(to, msg, more, user);
  }

  send(user, msg) {
    return this.#calling.send(msg, user);
  }

  // What a user's other device hears next.
  heard(user, event, options) {
    return this.#listening.next(event, { conn: user, ...options });
  }

  // The device a thing is done on is not told that its user has done it.
  assertActorsUntold() {
    for (const user of this.#users) {
      for (const event of ['onGroupEvent', 'onChatroomEvent', 'onMultiDeviceEvent']) {
        const where = (data) => data.from === user || event === 'onMultiDeviceEvent';
        const seen = this.#calling.seen(event, { conn: user, where });
        assert.deepEqual(seen, [], `${user} hears of what was done on this very device`);
      }
    }
  }

  // Every one of the methods was called.
  assertCalled(methods) {
    assert.deepEqual(
      methods.filter((method) => !this.#called.has(method)),
      [],
      'methods that no step calls',
    );
  }
}
