// Accounts, sessions, queues, groups and faults as tables.
import { byId, el } from './dom.js';
import { t } from './words.js';

export function showState(root, state) {
  const users = Object.entries(state.users);
  const groups = Object.entries(state.groups);
  byId('known-users').replaceChildren(...['*', ...Object.keys(state.users)].map((value) => el('option', { value })));
  const ofKind = (kind) =>
    groups.filter(([, group]) => group.kind === kind).map(([id, group]) => [id, group.name, group.owner, group.members.join(', ')]);
  const groupHeads = ['ids', 'name', 'owner', 'members'];
  root.replaceChildren(
    table('accounts', ['name', 'nickname', 'contacts', 'devices'],
      users.map(([name, user]) => [name, user.nickname, user.contacts?.join(', '), user.devices.join(', ')]), state.leftOut.users),
    table('sessions', ['user', 'device', 'link', 'compression'],
      users.flatMap(([name, user]) => user.sessions.map(({ resource, link, lz4 }) => [name, resource, link, compression(lz4)]))),
    table('queues', ['user', 'queue', 'stored', 'cursors'],
      users.flatMap(([name, user]) =>
        Object.entries(user.queues).map(([queue, { messages, cursors }]) => [
          name, queue, messages, Object.entries(cursors).map(([device, key]) => `${device}: ${key}`).join('\n'),
        ]))),
    table('groups', groupHeads, ofKind('group'), state.leftOut.groups),
    table('rooms', groupHeads, ofKind('chatroom')),
    table('threads', groupHeads, ofKind('thread')),
    table('faults', ['kind', 'user', 'match', 'after', 'times'],
      state.faults.map(({ kind, user, match, after, times }) => [kind, user, match, after, times ?? '∞'])),
  );
}

function compression({ up, down }) {
  return [up && '↑', down && '↓'].filter(Boolean).join(' ');
}

function table(title, heads, rows, leftOut = 0) {
  const head = el('tr', {}, heads.map((name) => el('th', { scope: 'col' }, t(name))));
  const cells = (row) => el('tr', {}, row.map((value) => el('td', {}, String(value ?? ''))));
  const body = rows.length > 0
    ? el('table', {}, el('thead', {}, head), el('tbody', {}, rows.map(cells)))
    : el('p', { className: 'none' }, t('none'));
  const more = leftOut > 0 ? el('p', { className: 'note' }, t('leftOut', leftOut)) : null;
  return el('section', { className: 'table', data: { table: title } }, el('h3', {}, t(title), el('small', {}, String(rows.length))), body, more);
}
