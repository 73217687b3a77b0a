// Named connections of the official client and what the commands do with them.
import { randomInt } from 'node:crypto';
import { answersByCallback, callWithCallbacks, fileOf } from './callbacks.mjs';
import { currentConnection } from './websocket.mjs';

const CLOSE_WAIT_MS = 2000;
// The client adds one counter to the time for the ids of messages, and another one for those of
// recalls and edits. One that follows a message closely can bear its id, and a server takes it for
// the message once more. So they wait until no message so far can have their id.
const APART_MS = 100;
const WITH_OWN_IDS = new Set(['recallMessage', 'modifyMessage']);
const YEAR_MS = 31_536_000_000;
const ATTACHMENTS = new Set(['img', 'audio', 'video', 'file']);
// Options of `open` that say who logs in, rather than how the connection is made.
const IDENTITY = ['pwd', 'token'];

export class Connections {
  #named = new Map();
  #settings;
  #client;
  #emit;

  // `emit(event, data, conn)` receives every event of every connection.
  constructor(client, settings, emit) {
    this.#client = client;
    this.#settings = settings;
    this.#emit = emit;
  }

  get size() {
    return this.#named.size;
  }

  // Options count only when a name is used for the first time.
  get(name, options = {}) {
    const known = this.#named.get(name);
    if (known) return known;
    const { appKey, ws, rest } = this.#settings;
    const place = ws ? { url: ws, apiUrl: rest, isHttpDNS: false } : {};
    const connection = { name, storage: new Map(), onClosed: new Set() };
    if (!options.deviceId && !options.customOSPlatform) remember(connection.storage);
    currentConnection.run(connection, () => {
      const made = new this.#client.sdk.connection({ appKey, https: false, ...place, ...options });
      made.addEventHandler('driver', this.#handlers(connection));
      connection.client = made;
    });
    this.#named.set(name, connection);
    return connection;
  }

  // An object that has every handler: each event is seen under its own name.
  #handlers(connection) {
    const get = (_, name) => {
      if (typeof name !== 'string' || !name.startsWith('on')) return undefined;
      return (data) => {
        if (name === 'onDisconnected') for (const done of connection.onClosed) done();
        this.#emit(name, data, connection.name);
      };
    };
    return new Proxy({}, { get });
  }

  async open(name, { user, options, ...identity }) {
    const connection = this.get(name, options);
    const started = performance.now();
    const { pwd, token } = resolveIdentity(identity);
    const login = token === undefined ? { user, pwd } : { user, accessToken: token };
    const result = await this.#within(connection, (client) => client.open(login));
    return {
      ...(token === undefined ? { accessToken: result?.accessToken } : {}),
      resource: connection.client.clientResource,
      open_ms: Math.round(performance.now() - started),
    };
  }

  async close(name) {
    const connection = this.get(name);
    await new Promise((resolve) => {
      const timer = setTimeout(finish, CLOSE_WAIT_MS);
      function finish() {
        clearTimeout(timer);
        connection.onClosed.delete(finish);
        resolve();
      }
      connection.onClosed.add(finish);
      this.#within(connection, (client) => {
        const open = client.sock?.readyState === 1;
        client.close();
        if (!open) finish();
      });
    });
    return {};
  }

  async closeAll() {
    await Promise.all([...this.#named.keys()].map((name) => this.close(name)));
  }

  send(name, msg) {
    const connection = this.get(name);
    return this.#within(connection, (client) => {
      const message = this.#client.sdk.message.create(withFile(msg));
      return client.send(message);
    });
  }

  rawSend(name, body) {
    return this.#within(this.get(name), (client) => client.send(body));
  }

  async call(name, method, args = []) {
    if (WITH_OWN_IDS.has(method)) await new Promise((resolve) => setTimeout(resolve, APART_MS));
    return this.#within(this.get(name), (client) => {
      if (typeof client[method] !== 'function') {
        throw new TypeError(`the official client has no method ${method}`);
      }
      const given = Array.isArray(args) ? args : [args];
      if (answersByCallback(method)) return callWithCallbacks(client, method, given[0] ?? {});
      return client[method](...given.map((argument) => this.#argument(argument)));
    });
  }

  // An edit takes what `message.create` makes; its options are what a command can carry. A call
  // that takes a file alone takes a File.
  #argument(argument) {
    if (argument?.base64 !== undefined) return fileOf(argument).data;
    const message = argument?.modifiedMessage;
    if (!message || message.id) return argument;
    return { ...argument, modifiedMessage: this.#client.sdk.message.create(message) };
  }

  #within(connection, work) {
    return currentConnection.run(connection, () => work(connection.client));
  }
}

// The client names its device after the millisecond, which two processes can share. So it finds a
// stored device here, as after an earlier visit, of an age no other has.
function remember(storage) {
  const born = Date.now() - randomInt(YEAR_MS);
  const device = { deviceId: `webim_web_${born}`, deviceName: 'webim', deviceUuid: `web_${born}` };
  storage.set('localDeviceInfo', JSON.stringify(device));
}

function resolveIdentity(identity) {
  const resolved = {};
  for (const key of IDENTITY) {
    const variable = identity[`${key}_env`];
    if (variable === undefined) resolved[key] = identity[key];
    else if (process.env[variable] === undefined) throw new Error(`${variable} is not set`);
    else resolved[key] = process.env[variable];
  }
  return resolved;
}

// A file as JSON can carry it becomes the File object the client wants.
function withFile(msg) {
  const { file, ...rest } = msg;
  if (!ATTACHMENTS.has(msg.type) || !file || file.url || file.data) return msg;
  const made = fileOf(file);
  return { ...rest, filename: made.filename, file: made };
}
