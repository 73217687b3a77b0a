// Nothing in this process may talk to anything but this machine: the official client knows public
// addresses, and a test must never reach them.
import net from 'node:net';

const LOOPBACK = new Set(['localhost', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1']);

export function isLoopback(host) {
  const bare = String(host)
    .toLowerCase()
    .replace(/^\[|\]$/g, '');
  return LOOPBACK.has(bare) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare);
}

export function requireLoopback(url) {
  const parsed = new URL(url);
  if (!isLoopback(parsed.hostname)) {
    throw new Error(`refused: ${parsed.hostname} is not this machine`);
  }
  return parsed;
}

// The second lock: whatever library opens a socket, it ends here.
export function guardSockets() {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function guarded(...args) {
    const first = Array.isArray(args[0]) ? args[0][0] : args[0];
    const options = typeof first === 'object' && first !== null ? first : { host: args[1] };
    const host = typeof options.host === 'string' ? options.host : 'localhost';
    if (!options.path && !isLoopback(host)) {
      throw new Error(`refused: ${host} is not this machine`);
    }
    return connect.apply(this, args);
  };
}
