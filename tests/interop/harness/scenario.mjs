// A scenario runs once for each of our clients, with an emulator of its own.
import { availableParallelism } from 'node:os';
import { suite, test } from 'node:test';
import { Emulator } from './emulator.mjs';
import { Peer } from './peer.mjs';
import { discoveringCommand, driverCommand, flavours } from './settings.mjs';

const ONLY = new RegExp(process.env.INTEROP_ONLY ?? '', 'i');
const LIMIT_MS = 300_000 * Number(process.env.INTEROP_TIMEOUT_SCALE ?? 1);

export class Stage {
  #peers = [];

  constructor(emulator, flavour) {
    this.emulator = emulator;
    this.flavour = flavour;
  }

  // A process of our client, or of the official one; it may hold several connections.
  ours() {
    return this.#start(`ours (${this.flavour})`, this.flavour);
  }

  official() {
    return this.#start('official', 'official');
  }

  discovering(seeds) {
    return this.#start('discovering', 'official', discoveringCommand(seeds));
  }

  async #start(title, flavour, command = driverCommand(flavour, this.emulator)) {
    const count = this.#peers.filter((peer) => peer.title.startsWith(title)).length;
    const name = count === 0 ? title : `${title} no. ${count + 1}`;
    const peer = new Peer(name, command);
    this.#peers.push(peer);
    await peer.ready;
    return peer;
  }

  // Both sides started, alice on ours and bob on the official client, both logged in.
  async pair({ oursOptions, officialOptions } = {}) {
    const { emulator } = this;
    const [alice, bob] = [await emulator.user('alice'), await emulator.user('bob')];
    const [ours, official] = await Promise.all([this.ours(), this.official()]);
    await Promise.all([
      ours.open('alice', { pwd: alice.password }, { options: oursOptions }),
      official.open('bob', { pwd: bob.password }, { options: officialOptions }),
    ]);
    return {
      ours: { peer: ours, user: 'alice', identity: { pwd: alice.password } },
      official: { peer: official, user: 'bob', identity: { pwd: bob.password } },
    };
  }

  async conversation() {
    const parts = this.#peers.map((peer) => peer.conversation());
    return [...parts, await this.emulator.wire(), this.emulator.conversation()].join('\n');
  }

  async stop() {
    await Promise.all(this.#peers.map((peer) => peer.stop()));
  }
}

const scenarios = [];

// As many at a time as there are processors: a scenario waits more than it works.
export function run() {
  if (scenarios.length === 0) throw new Error(`no scenario is named like ${process.env.INTEROP_ONLY}`);
  suite('interop', { concurrency: availableParallelism() }, () => {
    for (const register of scenarios) register();
  });
}

// `skip` names the clients for which a scenario would say nothing new.
export function scenario(name, play, { skip = [] } = {}) {
  if (!ONLY.test(name)) return;
  for (const flavour of flavours) {
    const options = { timeout: LIMIT_MS, skip: skip.includes(flavour) };
    const body = async () => {
      const emulator = await Emulator.start();
      const stage = new Stage(emulator, flavour);
      try {
        await play(stage);
      } catch (error) {
        // The reporter prints the stack, which has the message in it.
        error.stack = `${error.stack}\n${await stage.conversation()}`;
        throw error;
      } finally {
        await stage.stop();
        await emulator.stop();
      }
    };
    scenarios.push(() => test(`${flavour}: ${name}`, options, body));
  }
}

// The same, played twice: ours towards the official client and the other way round.
export function bothWays(name, play, options = {}) {
  scenario(`${name}: ours to official`, async (stage) => {
    const { ours, official } = await stage.pair(options);
    await play({ stage, from: ours, to: official });
  });
  scenario(`${name}: official to ours`, async (stage) => {
    const { ours, official } = await stage.pair(options);
    await play({ stage, from: official, to: ours });
  });
}
