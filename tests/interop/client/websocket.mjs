// The browser's WebSocket on top of `ws`, for this machine only; with `report`, every frame is
// reported.
import { AsyncLocalStorage } from 'node:async_hooks';
import WebSocket from 'ws';
import { requireLoopback } from './loopback.mjs';

// Tells the stubs for which connection the client is at work (each has its own local storage).
export const currentConnection = new AsyncLocalStorage();

const HANDLERS = ['onopen', 'onmessage', 'onclose', 'onerror'];

export function makeWebSocket(report) {
  return class LoopbackWebSocket extends WebSocket {
    #owner = currentConnection.getStore();

    constructor(url, protocols) {
      requireLoopback(url);
      super(url, protocols, { perMessageDeflate: false });
      this.binaryType = 'arraybuffer';
      this.#report('_socket', { what: 'connect', url: String(url) });
      this.on('open', () => this.#report('_socket', { what: 'open' }));
      this.on('close', (code) => this.#report('_socket', { what: 'close', code }));
      // `ws` throws an 'error' event nobody listens to; a browser does not.
      this.on('error', () => {});
      if (report) this.on('message', (data) => this.#reportFrame('in', data));
      for (const name of HANDLERS) this.#bind(name);
    }

    send(data, ...rest) {
      // A browser drops what is sent while the socket closes; `ws` does too, and throws before.
      if (report && this.readyState !== WebSocket.CONNECTING) this.#reportFrame('out', data);
      return super.send(data, ...rest);
    }

    #reportFrame(dir, data) {
      this.#report('_frame', { dir, hex: Buffer.from(data).toString('hex') });
    }

    #report(event, data) {
      report?.(event, data, this.#owner?.name);
    }

    // Handlers run on behalf of the connection that opened the socket.
    #bind(name) {
      const inherited = Object.getOwnPropertyDescriptor(WebSocket.prototype, name);
      Object.defineProperty(this, name, {
        get: () => inherited.get.call(this),
        set: (handler) => {
          const bound =
            typeof handler === 'function'
              ? (event) => currentConnection.run(this.#owner, () => handler.call(this, event))
              : handler;
          inherited.set.call(this, bound);
        },
      });
    }
  };
}
