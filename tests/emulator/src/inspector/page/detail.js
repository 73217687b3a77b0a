// Everything about one entry.
import { bytes, clock, copy, el } from './dom.js';
import { t } from './words.js';

export function showDetail(root, entry) {
  if (!entry) {
    root.replaceChildren(el('p', { className: 'empty' }, t('pick')));
    return;
  }
  const facts = [
    [t('time'), `${clock(entry.t)} (${entry.t})`],
    [t('direction'), entry.dir && t(entry.dir)],
    [t('command'), entry.command ?? entry.method],
    [t('path'), entry.path],
    [t('status'), entry.kind === 'call' ? (entry.status ?? t('noAnswer')) : null],
    [t('event'), entry.what && [t(entry.what), entry.fault, entry.about].filter(Boolean).join(' ')],
    [t('link'), entry.link],
    [t('user'), entry.user],
    [t('device'), entry.device],
    [t('namespace'), entry.ns?.join(', ')],
    [t('ids'), entry.ids?.join(', ')],
    [t('size'), entry.size === undefined ? null : bytes(entry.size)],
  ].filter(([, value]) => value !== null && value !== undefined && value !== '');
  const list = facts.map(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]);
  const parts = [el('dl', { className: 'facts' }, list.flat())];
  if (entry.hex !== undefined) {
    parts.push(el('p', { className: 'copies' }, copyButton('copyHex', entry.hex), copyButton('copyJson', pretty(entry.decoded))));
  }
  for (const [name, value] of [['decoded', entry.decoded], ['request', parsed(entry.request)], ['response', parsed(entry.response)]]) {
    if (value !== undefined && value !== '') parts.push(el('h3', {}, t(name)), el('pre', {}, pretty(value)));
  }
  parts.push(el('p', { className: 'note' }, t('masked')));
  root.replaceChildren(...parts);
}

function copyButton(word, text) {
  const button = el('button', { type: 'button', data: { copy: word } }, t(word));
  button.onclick = () => copy(text, button, t('copied'), t('copyFailed'));
  return button;
}

const pretty = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
