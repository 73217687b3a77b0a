// One client process behind the JSON-lines driver, ours or the official one.
import { withoutExtras } from './differences.mjs';
import { LineProcess } from './line-process.mjs';
import { Transcript } from './transcript.mjs';

const SCALE = Number(process.env.INTEROP_TIMEOUT_SCALE ?? 1);
export const WAIT_MS = 30_000 * SCALE;
const ANSWER_MS = 60_000 * SCALE;

export class DriverError extends Error {
  constructor(command, error) {
    super(`${command}: ${JSON.stringify(error)}`);
    this.name = 'DriverError';
    this.type = error?.type;
    this.reason = error?.message;
  }
}

export class Peer {
  #process;
  #transcript;
  #answers = new Map();
  #events = [];
  #waiting = new Set();
  #nextId = 1;
  #gone = null;

  constructor(title, [command, ...args]) {
    this.#transcript = new Transcript(title);
    this.ready = this.next('_ready');
    this.ready.catch(() => {});
    this.#process = new LineProcess(command, args, {
      onLine: (line) => this.#line(line),
      onStderr: (line) => this.#transcript.add('!', line),
      onExit: (why) => this.#exit(why),
    });
  }

  get title() {
    return this.#transcript.title;
  }

  conversation() {
    return this.#transcript.tail();
  }

  #line(line) {
    this.#transcript.add('<', line);
    if ('result' in line) {
      const answer = this.#answers.get(line.result);
      this.#answers.delete(line.result);
      if (!answer) return;
      if (line.ok) answer.resolve(line.data);
      else answer.reject(new DriverError(answer.cmd, line.error));
      return;
    }
    this.#events.push({ ...line, data: withoutExtras(line.data), taken: false });
    for (const wait of [...this.#waiting]) wait.look();
  }

  #exit(why) {
    this.#gone = new Error(`${this.title} ${why}`);
    this.#transcript.add('!', why);
    for (const answer of this.#answers.values()) answer.reject(this.#gone);
    this.#answers.clear();
    for (const wait of [...this.#waiting]) wait.fail(this.#gone);
  }

  // A command and its answer.
  ask(cmd, fields = {}) {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#nextId++;
    const line = { cmd, id, ...fields };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#answers.delete(id);
        reject(new Error(`${this.title}: no answer to ${cmd} in ${ANSWER_MS} ms`));
      }, ANSWER_MS);
      const settle = (how) => (value) => {
        clearTimeout(timer);
        how(value);
      };
      this.#answers.set(id, { cmd, resolve: settle(resolve), reject: settle(reject) });
      this.#transcript.add('>', line);
      this.#process.write(line);
    });
  }

  open(user, identity, { options, conn } = {}) {
    return this.ask('open', { user, ...identity, ...named({ options, conn }) });
  }

  close(conn) {
    return this.ask('close', named({ conn }));
  }

  send(msg, conn) {
    return this.ask('send', { msg: { chatType: 'singleChat', ...msg }, ...named({ conn }) });
  }

  text(to, msg, more = {}, conn = undefined) {
    return this.send({ type: 'txt', to, msg, ...more }, conn);
  }

  // The next event of that name nobody has taken yet. `where` narrows it; `conn` does as well.
  next(event, { where = () => true, conn, timeout = WAIT_MS } = {}) {
    return new Promise((resolve, reject) => {
      const matches = (seen) =>
        !seen.taken &&
        seen.event === event &&
        (conn === undefined || seen.conn === conn) &&
        where(seen.data ?? {});
      const settle = (how, value) => {
        clearTimeout(wait.timer);
        this.#waiting.delete(wait);
        how(value);
      };
      const wait = {
        look: () => {
          const found = this.#events.find(matches);
          if (!found) return false;
          found.taken = true;
          settle(resolve, found.data);
          return true;
        },
        fail: (error) => settle(reject, error),
      };
      if (wait.look()) return;
      if (this.#gone) {
        reject(this.#gone);
        return;
      }
      const late = () => wait.fail(new Error(`${this.title}: no ${event} in ${timeout} ms`));
      wait.timer = setTimeout(late, timeout);
      this.#waiting.add(wait);
    });
  }

  async collect(event, count, options) {
    const found = [];
    while (found.length < count) {
      try {
        found.push(await this.next(event, options));
      } catch (error) {
        error.message += ` (after ${found.length} of ${count})`;
        throw error;
      }
    }
    return found;
  }

  // Every event of that name so far, taken or not.
  seen(event, { where = () => true, conn } = {}) {
    return this.#events
      .filter((seen) => seen.event === event && (conn === undefined || seen.conn === conn))
      .map((seen) => seen.data ?? {})
      .filter(where);
  }

  // The names of a connection's events, oldest first.
  order(conn) {
    return this.#events.filter((seen) => seen.conn === conn).map((seen) => seen.event);
  }

  stop() {
    return this.#process.stop();
  }
}

function named(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
