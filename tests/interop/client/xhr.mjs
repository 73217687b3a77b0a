// XMLHttpRequest over node:http, as much of it as the official client uses.
import http from 'node:http';
import { requireLoopback } from './loopback.mjs';

const MAX_REDIRECTS = 5;

class Target extends EventTarget {
  emit(type, members = {}) {
    const event = Object.assign(new Event(type), members);
    this.dispatchEvent(event);
    const handler = this[`on${type}`];
    if (typeof handler === 'function') handler.call(this, event);
  }
}

// With `seeds` the discovery document comes from there, not from the addresses built in.
export function makeXMLHttpRequest(report, seeds) {
  return class XMLHttpRequest extends Target {
    static DONE = 4;
    readyState = 0;
    status = 0;
    statusText = '';
    timeout = 0;
    responseType = '';
    responseURL = '';
    upload = new Target();
    withCredentials = false;
    #method = 'GET';
    #url = null;
    #headers = {};
    #answerHeaders = {};
    #body = Buffer.alloc(0);
    #request = null;
    #timer = null;
    #ended = false;

    open(method, url) {
      this.#method = String(method).toUpperCase();
      this.#url = requireLoopback(discovered(url, seeds));
      this.#step(1);
    }

    setRequestHeader(name, value) {
      this.#headers[name] = String(value);
    }

    overrideMimeType() {}

    getResponseHeader(name) {
      return this.#answerHeaders[String(name).toLowerCase()] ?? null;
    }

    getAllResponseHeaders() {
      const lines = Object.entries(this.#answerHeaders);
      return lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    }

    get responseText() {
      return this.#body.toString('utf8');
    }

    get response() {
      const bytes = this.#body;
      switch (this.responseType) {
        case 'arraybuffer':
          return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
        case 'blob':
          return new Blob([bytes], { type: this.getResponseHeader('content-type') ?? '' });
        case 'json':
          try {
            return JSON.parse(this.responseText);
          } catch {
            return null;
          }
        default:
          return this.responseText;
      }
    }

    send(body) {
      if (this.timeout > 0) {
        this.#timer = setTimeout(() => this.#fail('timeout'), this.timeout);
      }
      this.#encode(body).then(
        (bytes) => this.#perform(this.#url, this.#method, bytes, MAX_REDIRECTS),
        () => this.#fail('error'),
      );
    }

    abort() {
      if (this.readyState > 0) this.#fail('abort');
    }

    async #encode(body) {
      if (body === undefined || body === null) return null;
      if (typeof body === 'string') return Buffer.from(body, 'utf8');
      const response = new Response(body);
      const type = response.headers.get('content-type');
      const given = Object.keys(this.#headers).some((name) => /^content-type$/i.test(name));
      if (type && !given) this.#headers['Content-Type'] = type;
      return Buffer.from(await response.arrayBuffer());
    }

    #perform(url, method, bytes, redirects) {
      if (this.#ended) return;
      const headers = { ...this.#headers };
      if (bytes) headers['Content-Length'] = bytes.length;
      else if (method !== 'GET' && method !== 'HEAD') headers['Content-Length'] = 0;
      let request;
      try {
        request = http.request(url, { method, headers, agent: false });
      } catch {
        this.#fail('error');
        return;
      }
      this.#request = request;
      request.on('error', () => this.#fail('error'));
      request.on('response', (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', () => this.#fail('error'));
        answer.on('end', () => {
          const path = url.pathname + url.search;
          report?.('_rest', { method, path, status: answer.statusCode });
          const { location } = answer.headers;
          if (answer.statusCode >= 300 && answer.statusCode < 400 && location && redirects > 0) {
            this.#redirect(location, url, redirects);
            return;
          }
          this.#finish(answer, Buffer.concat(chunks), url);
        });
      });
      request.end(bytes ?? undefined);
    }

    #redirect(location, url, redirects) {
      try {
        const next = requireLoopback(new URL(location, url));
        this.#perform(next, 'GET', null, redirects - 1);
      } catch {
        this.#fail('error');
      }
    }

    #finish(answer, body, url) {
      if (this.#ended) return;
      this.#end();
      this.status = answer.statusCode;
      this.statusText = answer.statusMessage ?? '';
      this.responseURL = url.href;
      for (const [name, value] of Object.entries(answer.headers)) {
        this.#answerHeaders[name] = Array.isArray(value) ? value.join(', ') : value;
      }
      this.#body = body;
      this.upload.emit('progress', { lengthComputable: false, loaded: 0, total: 0 });
      this.#step(2);
      this.#step(3);
      this.#step(4);
      this.emit('load');
      this.emit('loadend');
    }

    #fail(type) {
      if (this.#ended) return;
      this.#end();
      this.#request?.destroy();
      this.status = 0;
      this.#step(4);
      this.emit(type);
      this.emit('loadend');
    }

    #end() {
      this.#ended = true;
      clearTimeout(this.#timer);
    }

    #step(state) {
      this.readyState = state;
      this.emit('readystatechange');
    }
  };
}

function discovered(url, seeds) {
  const { pathname, search } = new URL(url);
  const asks = seeds !== undefined && pathname === '/easemob/server.json';
  return asks ? `${seeds}${pathname}${search}` : url;
}
