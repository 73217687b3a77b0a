// What JSON cannot say travels as an object with one `$` member, in both directions.

const BYTES = /^([0-9a-f]{2})*$/i;

export function fromWire(value) {
  if (Array.isArray(value)) return value.map(fromWire);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value);
  if (keys.length === 1) {
    const inner = value[keys[0]];
    switch (keys[0]) {
      case '$bigint':
        return BigInt(inner);
      case '$number':
        return Number(inner);
      case '$undefined':
        return undefined;
      case '$long':
        return inner;
      case '$hex':
        if (!BYTES.test(inner)) throw new TypeError(`$hex: not hexadecimal: ${inner}`);
        return new Uint8Array(Buffer.from(inner, 'hex'));
      default:
    }
  }
  return Object.fromEntries(keys.map((key) => [key, fromWire(value[key])]));
}

export function toWire(value, seen = new Set()) {
  switch (typeof value) {
    case 'bigint':
      return { $bigint: String(value) };
    case 'number':
      return Number.isFinite(value) ? value : { $number: String(value) };
    case 'undefined':
    case 'function':
    case 'symbol':
      return { $undefined: true };
    case 'object':
      return value === null ? null : objectToWire(value, seen);
    default:
      return value;
  }
}

function objectToWire(value, seen) {
  if (ArrayBuffer.isView(value)) {
    return { $hex: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') };
  }
  if (value instanceof ArrayBuffer) return { $hex: Buffer.from(value).toString('hex') };
  if (isLong(value)) return { $long: longToString(value) };
  if (value instanceof Blob) return { size: value.size, type: value.type };
  if (value instanceof EventTarget || seen.has(value)) return {};
  const path = new Set(seen).add(value);
  if (Array.isArray(value)) return value.map((item) => toWire(item, path));
  const members = Object.entries(value).filter(
    ([, member]) => member !== undefined && typeof member !== 'function',
  );
  return Object.fromEntries(members.map(([key, member]) => [key, toWire(member, path)]));
}

function isLong(value) {
  return typeof value.low === 'number' && typeof value.high === 'number' && 'unsigned' in value;
}

function longToString({ low, high, unsigned }) {
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return String(unsigned ? bits : BigInt.asIntN(64, bits));
}

// Whatever was thrown, in the one shape an answer carries.
export function errorToWire(thrown) {
  if (thrown instanceof Error) {
    return { type: -1, message: thrown.message, kind: thrown.name };
  }
  if (thrown === null || typeof thrown !== 'object') {
    return { type: -1, message: String(thrown), kind: 'unknown' };
  }
  const { type = -1, message, reason, data } = toWire(thrown);
  const error = { type, message: String(message ?? reason ?? ''), kind: 'official' };
  if (data !== undefined && !('$undefined' in Object(data))) error.data = data;
  return error;
}
