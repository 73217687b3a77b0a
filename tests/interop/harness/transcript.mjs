// What was said, in short lines, without passwords and tokens.
const KEPT = 30;
const WIDTH = 400;
const SECRET = /^(pwd|password|token|accessToken|access_token|hex)$/;

function masked(key, value) {
  return SECRET.test(key) && typeof value === 'string' ? `<${value.length} characters>` : value;
}

export class Transcript {
  #lines = [];
  #started = performance.now();

  constructor(title) {
    this.title = title;
  }

  add(direction, what, at = Math.round(performance.now() - this.#started)) {
    const text = typeof what === 'string' ? what : JSON.stringify(what, masked);
    const cut = text.length > WIDTH ? `${text.slice(0, WIDTH)}… (${text.length})` : text;
    this.#lines.push(`${String(at).padStart(7)} ${direction} ${cut}`);
    if (this.#lines.length > KEPT * 10) this.#lines.splice(0, KEPT * 9);
  }

  tail() {
    const shown = this.#lines.slice(-KEPT);
    const left = this.#lines.length > KEPT ? ` (last ${KEPT} lines)` : '';
    return [`--- ${this.title}${left}`, ...shown].join('\n');
  }
}
