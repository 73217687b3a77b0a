// The emulator server and its control interface.
import { LineProcess } from './line-process.mjs';
import { Transcript } from './transcript.mjs';
import { WAIT_MS } from './peer.mjs';
import { emulatorCommand } from './settings.mjs';

const POLL_MS = 50;

export class Emulator {
  #process;
  #ctl;
  #transcript = new Transcript('emulator');

  static async start() {
    const emulator = new Emulator();
    const { promise, resolve, reject } = Promise.withResolvers?.() ?? withResolvers();
    emulator.#process = new LineProcess(emulatorCommand[0], emulatorCommand.slice(1), {
      onLine: resolve,
      onStderr: (line) => emulator.#transcript.add('!', line),
      onExit: (why) => reject(new Error(`emulator ${why}\n${emulator.conversation()}`)),
    });
    const late = () => reject(new Error('emulator: no start line'));
    const timer = setTimeout(late, WAIT_MS);
    try {
      const { ws, rest, ctl } = await promise;
      Object.assign(emulator, { ws, rest });
      emulator.#ctl = ctl;
    } finally {
      clearTimeout(timer);
    }
    return emulator;
  }

  async ctl(op, fields = {}) {
    const operation = { op, ...fields };
    const shown = op !== 'frames' && op !== 'state';
    if (shown) this.#transcript.add('>', operation);
    const answer = await fetch(this.#ctl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(operation),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`emulator: ${op}: ${answer.status} ${text}`);
    const result = JSON.parse(text);
    if (shown) this.#transcript.add('<', result);
    return result;
  }

  async user(user, password = `${user}-pw`) {
    await this.ctl('user', { user, password });
    return { user, password };
  }

  async token(user) {
    const { token } = await this.ctl('token', { user });
    return token;
  }

  async sessions(user) {
    const { users } = await this.ctl('state');
    return users?.[user]?.sessions ?? [];
  }

  // Waits until the number of the user's sessions is as wanted.
  async untilSessions(user, wanted) {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const sessions = await this.sessions(user);
      if (sessions.length === wanted) return sessions;
      if (Date.now() > deadline) {
        throw new Error(`emulator: ${user} has ${sessions.length} sessions, not ${wanted}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  // What crossed the sockets last, decoded.
  async frames(options = {}) {
    const frames = await this.ctl('frames', options);
    return Array.isArray(frames) ? frames : frames.frames;
  }

  conversation() {
    return this.#transcript.tail();
  }

  async wire() {
    const frames = await this.frames().catch(() => []);
    const transcript = new Transcript('on the wire, as the emulator saw it');
    const first = frames[0]?.t ?? 0;
    for (const { t, dir, user, decoded, error } of frames.slice(-30)) {
      const text = `${user} ${error ?? ''}${summary(decoded)}`;
      transcript.add(dir === 'up' ? '>' : '<', text, t - first);
    }
    return transcript.tail();
  }

  stop() {
    return this.#process.terminate();
  }

  kill() {
    this.#process.kill();
  }
}

// Login and logout frames carry tokens; their content is not for logs.
function summary(decoded) {
  const { command, payload } = decoded ?? {};
  if (command === 'PROVISION' || command === 'LOGOUT') {
    const { status, resource } = payload ?? {};
    return JSON.stringify({ command, status, resource });
  }
  return JSON.stringify(decoded);
}

function withResolvers() {
  const resolvers = {};
  resolvers.promise = new Promise((resolve, reject) =>
    Object.assign(resolvers, { resolve, reject }),
  );
  return resolvers;
}
