// One client process: what it is told, and what it costs.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { LineProcess } from '../../interop/harness/line-process.mjs';
import { CLIENTS, commandOf } from './clients.mjs';

const ANSWER_MS = 120_000;
const alive = new Set();
process.on('exit', () => alive.forEach((client) => client.kill()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export class Client {
  #process;
  #answers = new Map();
  #nextId = 1;
  #announced = new Map();
  #stderr = [];

  static async start(name, emulator) {
    const client = new Client();
    Object.assign(client, CLIENTS[name], { name });
    const ready = client.#announcement('_ready');
    const [command, ...args] = commandOf(name, emulator);
    client.#process = new LineProcess(command, args, {
      onLine: (line) => client.#line(line),
      onStderr: (line) => client.#stderr.push(line),
      onExit: (why) => client.#gone(why),
    });
    alive.add(client);
    const { pid } = await ready;
    client.pid = pid;
    if (client.lines) await client.ask('mute');
    return client;
  }

  #line(line) {
    if (line.event) {
      this.#announced.get(line.event)?.resolve(line.data);
      return;
    }
    const { resolve, reject, cmd } = this.#answers.get(line.result) ?? {};
    this.#answers.delete(line.result);
    if (line.ok) resolve?.(line.data);
    else reject?.(new Error(`${this.name}: ${cmd}: ${JSON.stringify(line.error)}`));
  }

  #gone(why) {
    alive.delete(this);
    const error = new Error(`${this.name} ${why}\n${this.#stderr.slice(-10).join('\n')}`);
    for (const { reject } of [...this.#answers.values(), ...this.#announced.values()])
      reject(error);
  }

  #announcement(event) {
    const waiting = withTimeout(`${this.name}: no ${event}`);
    this.#announced.set(event, waiting);
    waiting.promise.catch(() => {});
    return waiting.promise;
  }

  ask(cmd, fields = {}) {
    const id = this.#nextId++;
    const waiting = withTimeout(`${this.name}: no answer to ${cmd}`);
    this.#answers.set(id, { cmd, ...waiting });
    this.#process.write({ cmd, id, ...fields });
    return waiting.promise;
  }

  open(user, proof, conn = 'main') {
    return this.ask('open', { user, ...proof, conn });
  }

  // Begins to count messages; `arrived` of what it gives is their arrival.
  async count(n) {
    const counting = this.#announcement('_counting');
    const arrived = this.ask('count', { n });
    arrived.catch(() => {});
    await counting;
    return { arrived };
  }

  // Sends texts, so many at once, and waits until the server has them all.
  async burst(to, n, inFlight) {
    if (!this.lines) return this.ask('burst', { to, n, in_flight: inFlight });
    const msg = { chatType: 'singleChat', type: 'txt', to, msg: 'x'.repeat(32) };
    let left = n;
    const sender = async () => {
      while (left-- > 0) await this.ask('send', { msg });
    };
    await Promise.all(Array.from({ length: inFlight }, sender));
  }

  // Microseconds of processor time so far, user and system, of all its threads.
  cpu() {
    const tasks = `/proc/${this.pid}/task`;
    const spent = readdirSync(tasks).map((task) => {
      const [ns] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ');
      return Number(ns) / 1000;
    });
    return spent.reduce((sum, us) => sum + us, 0);
  }

  rss() {
    return this.#memory('VmRSS');
  }

  // The largest since `forgetPeak`.
  peakRss() {
    return this.#memory('VmHWM');
  }

  forgetPeak() {
    writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
  }

  #memory(what) {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)[1]) * 1024;
  }

  kill() {
    this.#process.kill();
  }

  async stop() {
    this.kill();
    await this.#process.exited;
  }
}

function withTimeout(what) {
  const waiting = {};
  waiting.promise = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} in ${ANSWER_MS} ms`)), ANSWER_MS);
    waiting.resolve = (value) => (clearTimeout(timer), resolve(value));
    waiting.reject = (error) => (clearTimeout(timer), reject(error));
  });
  return waiting;
}
