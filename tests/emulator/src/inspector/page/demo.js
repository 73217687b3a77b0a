// Two clients of the official Web SDK on one page, talking to this server.
import { clock, el } from './dom.js';
import { headSwitches, inEveryLanguage, t } from './words.js';

const about = await (await fetch('/_inspector/about')).json();
const sdk = window.websdk.default ?? window.websdk;
document.getElementById('version').textContent = sdk.VERSION ?? sdk.version ?? '';
sdk.logger?.disableAll();

function connect() {
  return new sdk.connection({
    appKey: about.appKey,
    isHttpDNS: false,
    https: false,
    url: `ws://${location.host}/websocket`,
    apiUrl: `http://${location.host}`,
    deviceId: 'demo',
  });
}

function client(name, other) {
  const log = el('ol', { className: 'log' });
  const say = (text) => log.append(el('li', {}, el('time', {}, clock(Date.now())), ' ', text));
  const user = el('input', { name: 'user', value: name, autocomplete: 'off' });
  const password = el('input', { name: 'password', type: 'password', value: 'pw', autocomplete: 'off' });
  const peer = el('input', { name: 'to', value: other, autocomplete: 'off' });
  const text = el('input', { name: 'text', value: '', autocomplete: 'off' });
  const enter = el('button', { type: 'submit' });
  const leave = el('button', { type: 'button' });
  const send = el('button', { type: 'submit' });
  const names = { user: el('span'), password: el('span'), to: el('span'), text: el('span') };
  const row = (word, input) => el('label', {}, names[word], input);
  inEveryLanguage(() => {
    enter.textContent = t('logIn');
    leave.textContent = t('logOut');
    send.textContent = t('send');
    for (const [word, span] of Object.entries(names)) span.textContent = t(word);
  });

  let conn = null;
  const attempt = async (what) => {
    try {
      await what();
    } catch (error) {
      say(`${t('failed')}: ${error?.message ?? error?.type ?? error}`);
    }
  };
  const entry = el('form', {}, row('user', user), row('password', password), el('p', { className: 'copies' }, enter, leave));
  entry.onsubmit = (event) => {
    event.preventDefault();
    attempt(async () => {
      await conn?.close();
      conn = connect();
      conn.addEventHandler('demo', {
        onConnected: () => say('onConnected'),
        onDisconnected: () => say('onDisconnected'),
        onReconnecting: () => say('onReconnecting'),
        onTextMessage: (message) => say(`${message.from}: ${message.msg}`),
        onError: (error) => say(`onError ${error.type} ${error.message ?? ''}`),
      });
      await conn.open({ user: user.value, pwd: password.value });
    });
  };
  leave.onclick = () => attempt(() => conn?.close());
  const writing = el('form', {}, row('to', peer), row('text', text), el('p', { className: 'copies' }, send));
  writing.onsubmit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const message = sdk.message.create({ type: 'txt', chatType: 'singleChat', to: peer.value, msg: text.value });
      const { serverMsgId } = await conn.send(message);
      say(`→ ${peer.value}: ${text.value} (${serverMsgId})`);
      text.value = '';
    });
  };
  return el('section', { className: 'demo', data: { client: name } }, entry, writing, log);
}

document.getElementById('clients').replaceChildren(client('alice', 'bob'), client('bob', 'alice'));
headSwitches();
