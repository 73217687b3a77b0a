// The sequence diagram: one lane per device, one row per entry, the server's line on the left.
import { bytes, clock, el } from './dom.js';
import { t } from './words.js';

// Rows on the page; older ones go.
const MOST_ROWS = 1500;

// Pixels from the bottom at which the view still follows.
const NEAR = 60;

export class Sequence {
  #root;
  #select;
  #entries = [];
  // Connections by number, and the one that each entry is of: a number comes again in another server.
  #links = new Map();
  #linkOf = new WeakMap();
  #lanes = [];
  #rows;
  #selected = null;
  #shows = () => true;

  constructor(root, select) {
    this.#root = root;
    this.#select = select;
  }

  get users() {
    return [...new Set(this.#entries.map((entry) => entry.user).filter(Boolean))];
  }

  append(entries) {
    for (const entry of entries) {
      this.#learn(entry);
      this.#entries.push(entry);
    }
    this.#entries.splice(0, Math.max(0, this.#entries.length - MOST_ROWS));
    const lanes = this.#findLanes();
    if (!this.#rows || lanes.join() !== this.#lanes.join()) return this.render();
    const follows = this.#follows();
    for (const entry of entries.slice(-MOST_ROWS)) {
      if (this.#shows(entry)) this.#rows.append(this.#row(entry));
    }
    while (this.#rows.childElementCount > MOST_ROWS) this.#rows.firstElementChild.remove();
    if (follows) this.#root.scrollTop = this.#root.scrollHeight;
  }

  clear() {
    this.#entries = [];
    this.#selected = null;
    this.render();
  }

  filter(shows) {
    this.#shows = shows;
    this.render();
  }

  render() {
    const follows = this.#follows();
    this.#lanes = this.#findLanes();
    if (this.#lanes.length === 0) {
      this.#rows = null;
      const link = el('a', { href: '/_inspector/clients.html' }, t('howTo'));
      this.#root.replaceChildren(el('p', { className: 'empty' }, t('waiting'), ' ', link));
      return;
    }
    this.#root.style.setProperty('--lanes', this.#lanes.length);
    const names = this.#lanes.map((lane) => {
      const [user, device] = lane.split('\n');
      return el('div', { className: 'lane' }, el('b', {}, user), el('small', { title: device }, device));
    });
    const lines = this.#lanes.map(() => el('i'));
    this.#rows = el('ol', { className: 'rows' });
    this.#rows.append(...this.#entries.filter(this.#shows).map((entry) => this.#row(entry)));
    this.#root.replaceChildren(
      el('div', { className: 'heads grid' }, el('div', { className: 'server' }, el('b', {}, 'emulator')), names),
      el('div', { className: 'body' }, el('div', { className: 'lines grid' }, el('i'), lines), this.#rows),
    );
    if (follows) this.#root.scrollTop = this.#root.scrollHeight;
  }

  #follows() {
    const { scrollHeight, scrollTop, clientHeight } = this.#root;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  // What a connection is called is known only once it is logged in.
  #learn(entry) {
    const { link, user, device, what } = entry;
    if (link === undefined) return;
    if (what === 'opened' || !this.#links.has(link)) this.#links.set(link, {});
    const known = this.#links.get(link);
    known.user = user ?? known.user;
    known.device = device ?? known.device;
    this.#linkOf.set(entry, known);
    if (what === 'closed') this.#links.delete(link);
  }

  #laneOf(entry, lanes = this.#lanes) {
    if (entry.link === undefined) {
      const own = (lane) => lane.startsWith(`${entry.user}\n`);
      return lanes.find(own) ?? `${entry.user ?? 'REST'}\n`;
    }
    const { user, device } = this.#linkOf.get(entry);
    return `${user ?? `#${entry.link}`}\n${device ?? ''}`;
  }

  // Devices first, in order of appearance: a REST call goes to the lane of its user's device.
  #findLanes() {
    const entries = this.#entries.filter(this.#shows);
    const linked = entries.filter((entry) => entry.link !== undefined);
    const devices = [...new Set(linked.map((entry) => this.#laneOf(entry)))];
    const calls = entries.filter((entry) => entry.link === undefined);
    return [...new Set([...devices, ...calls.map((entry) => this.#laneOf(entry, devices))])];
  }

  #row(entry) {
    const lane = this.#lanes.indexOf(this.#laneOf(entry));
    const kind = entry.kind === 'frame' ? (entry.command ?? 'unread') : entry.kind;
    const way = entry.kind === 'call' ? 'up' : (entry.dir ?? '');
    const what = entry.what ? ` ${entry.what}` : '';
    const wrong = entry.error || entry.status >= 400 || entry.status === null;
    const arrow = el('span', { className: `arrow ${way}${what}${wrong ? ' wrong' : ''}` }, label(entry));
    arrow.style.gridColumn = `2 / ${lane + 3}`;
    const row = el(
      'button',
      { type: 'button', className: 'row grid', data: { kind } },
      el('time', {}, clock(entry.t)),
      arrow,
    );
    row.onclick = () => {
      this.#selected?.removeAttribute('aria-current');
      row.setAttribute('aria-current', 'true');
      this.#selected = row;
      this.#select(entry);
    };
    row.onkeydown = (event) => {
      const next = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
      const other = next && row.parentElement[next]?.firstElementChild;
      if (!other) return;
      event.preventDefault();
      other.focus();
      other.click();
    };
    return el('li', {}, row);
  }
}

function label(entry) {
  const say = (strong, ...rest) =>
    el('span', { className: 'label' }, el('b', {}, strong), ...rest.filter(Boolean).map((text) => ` ${text}`));
  if (entry.kind === 'call') return say(entry.method, entry.path, `→ ${entry.status ?? t('noAnswer')}`);
  if (entry.kind === 'mark') {
    if (entry.what === 'fault') return say(`${t('fault')}: ${entry.fault}`, entry.command);
    return say(t(entry.what), entry.about);
  }
  if (entry.large) return say('…', t('large'), bytes(entry.size));
  const about = entry.about?.replace(/^[A-Z0-9]+(: |$)/, '');
  return say(entry.command ?? '?', entry.error ?? [entry.ns.join('+'), about].filter(Boolean).join(' · '), `· ${bytes(entry.size)}`);
}
