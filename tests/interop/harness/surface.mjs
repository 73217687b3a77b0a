// A module of the Web SDK as a table: one row a call, with what it has to give and who hears what.
// A module is covered when each of its methods was called.
import assert from 'node:assert/strict';
import { failure } from './checks.mjs';
import { scenario } from './scenario.mjs';
import { assertShape, hasShape } from './shape.mjs';

// Played with ours calling and the official client around it, and the other way round.
export function surfaceScenario(name, methods, play) {
  const start = async (stage, one, around) => {
    const surface = new Surface(methods, await threeSides(stage, one, around));
    await play(surface, stage);
    surface.assertComplete();
    surface.assertActorUntold();
  };
  scenario(
    `${name}: called by ours`,
    async (stage) => {
      await start(
        stage,
        () => stage.ours(),
        () => stage.official(),
      );
    },
  );
  scenario(
    `${name}: called by official`,
    async (stage) => {
      await start(
        stage,
        () => stage.official(),
        () => stage.ours(),
      );
    },
    { skip: ['official'] },
  );
}

export class Surface {
  #called = new Set();

  // `methods` are the names of the module, aliases among them; `sides` are the ones that call.
  constructor(methods, sides) {
    this.methods = methods;
    this.sides = sides;
  }

  // Plays one row: `by` calls `method`, it gives something like `gives` or fails with the code
  // `fails` (or one of several), and each of `hears` (side, event, content) hears of it.
  async play({ by = 'one', method, args = [], conn, gives, fails, hears = [] }) {
    const side = this.sides[by];
    const heard = hears.map(([who, event, wanted]) => this.#heard(who, event, wanted, method));
    const options = { method, args, ...(conn === undefined ? {} : { conn }) };
    const asked = this.count(method, side.peer.ask('call', options));
    const [result] = await Promise.all([fails === undefined ? asked : failure(asked), ...heard]);
    if (fails !== undefined) assertFailed(result, fails, method);
    else if (gives !== undefined) assertShape(result, gives, method);
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

  // The device that does something is not told that it was done.
  assertActorUntold() {
    const { peer, user } = this.sides.one;
    for (const event of ['onMultiDeviceEvent', 'onReactionChange', 'onContactInvited']) {
      const where = ({ from }) => from === user || event === 'onMultiDeviceEvent';
      assert.deepEqual(peer.seen(event, { where }), [], `${event} on the device that acted`);
    }
  }

  async #heard(who, event, wanted, method) {
    const { peer } = this.sides[who];
    try {
      await peer.next(event, { where: (data) => hasShape(data, wanted) });
    } catch (error) {
      const seen = JSON.stringify(peer.seen(event).slice(-3));
      error.message += ` (${who}, after ${method}: ${JSON.stringify(wanted)}; seen: ${seen})`;
      throw error;
    }
  }
}

function assertFailed(error, codes, method) {
  assert.ok([codes].flat().includes(error.type), `${method} fails otherwise: ${error.message}`);
}

// Alice on the client that calls and on a second device, bob elsewhere.
async function threeSides(stage, one, around) {
  const alice = await stage.emulator.user('alice');
  const bob = await stage.emulator.user('bob');
  const open = async (start, { user, password }) => {
    const peer = await start();
    const { resource } = await peer.open(user, { pwd: password });
    return { peer, user, resource };
  };
  return {
    one: await open(one, alice),
    twin: await open(around, alice),
    other: await open(around, bob),
  };
}
