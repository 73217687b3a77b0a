// The browser globals the official client looks for, and the client itself.
import { createRequire } from 'node:module';
import { File } from 'node:buffer';
import { guardSockets } from './loopback.mjs';
import { makeXMLHttpRequest } from './xhr.mjs';
import { currentConnection, makeWebSocket } from './websocket.mjs';

class FileReader extends EventTarget {
  result = null;
  error = null;
  readyState = 0;

  readAsArrayBuffer(blob) {
    this.#read(blob.arrayBuffer());
  }

  readAsText(blob) {
    this.#read(blob.text());
  }

  async #read(bytes) {
    this.readyState = 1;
    try {
      this.result = await bytes;
      this.#emit('load');
    } catch (error) {
      this.error = error;
      this.#emit('error');
    }
    this.readyState = 2;
    this.#emit('loadend');
  }

  #emit(type) {
    // `target` of a dispatched event is this object, as the client expects.
    const event = new Event(type);
    this.dispatchEvent(event);
    this[`on${type}`]?.(event);
  }
}

// One storage for each connection: two connections in one process are two devices.
class Storage {
  #fallback = new Map();

  get #items() {
    return currentConnection.getStore()?.storage ?? this.#fallback;
  }

  getItem(key) {
    return this.#items.get(String(key)) ?? null;
  }

  setItem(key, value) {
    this.#items.set(String(key), String(value));
  }

  removeItem(key) {
    this.#items.delete(String(key));
  }

  clear() {
    this.#items.clear();
  }
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}

// `report(event, data, conn)`, if there is one, is told about sockets, frames and requests.
export function loadOfficialClient(report, { seeds } = {}) {
  guardSockets();
  const page = new EventTarget();
  const navigator = { userAgent: 'Mozilla/5.0 (Node) Chrome/120', onLine: true, language: 'en' };
  define('window', globalThis);
  define('self', globalThis);
  define('navigator', navigator);
  define('location', {
    protocol: 'http:',
    host: 'localhost',
    hostname: 'localhost',
    href: 'http://localhost/',
  });
  define('document', {
    hidden: false,
    visibilityState: 'visible',
    domain: 'localhost',
    cookie: '',
    addEventListener() {},
    removeEventListener() {},
  });
  define('localStorage', new Storage());
  define('WebSocket', makeWebSocket(report));
  define('XMLHttpRequest', makeXMLHttpRequest(report, seeds));
  define('FileReader', FileReader);
  define('File', File);
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
    define(name, page[name].bind(page));
  }

  // It prints while it loads; stdout belongs to the results.
  const { log, info, debug, warn } = console;
  Object.assign(console, { log() {}, info() {}, debug() {}, warn() {} });
  const require = createRequire(import.meta.url);
  const sdk = require('easemob-websdk');
  sdk.logger.disableAll();
  Object.assign(console, { log, info, debug, warn });

  const { version } = require('easemob-websdk/package.json');
  const setOnline = (online) => {
    navigator.onLine = online;
    page.dispatchEvent(new Event(online ? 'online' : 'offline'));
  };
  return { sdk, version, setOnline };
}
