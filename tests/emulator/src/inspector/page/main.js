// Puts the page together: the stream of entries, the filters, and the three panels.
import { showControls } from './controls.js';
import { showDetail } from './detail.js';
import { byId } from './dom.js';
import { Sequence } from './sequence.js';
import { showState } from './tables.js';
import { headSwitches, inEveryLanguage, t } from './words.js';

// Entries kept while the view is paused.
const HELD = 1500;

// Milliseconds between two looks at the state.
const STATE_MS = 500;

const get = async (path) => (await fetch(`/_inspector/${path}`)).json();

let chosen = null;
let connected = true;
let missed = 0;
let held = null;
let operations = null;
let state = null;
let asking = null;

const sequence = new Sequence(byId('sequence'), (entry) => {
  chosen = entry;
  showDetail(byId('detail'), chosen);
  openTab('detail');
});

function openTab(name) {
  for (const tab of document.querySelectorAll('[role=tab]')) {
    const open = tab.getAttribute('aria-controls') === name;
    tab.setAttribute('aria-selected', open);
    byId(tab.getAttribute('aria-controls')).hidden = !open;
  }
  askState();
}

function showStatus() {
  byId('status').textContent = connected ? t('live') : t('lost');
  byId('status').classList.toggle('bad', !connected);
  const notes = [missed > 0 && t('missed', missed), held?.length > 0 && t('held', held.length)];
  byId('missed').textContent = notes.filter(Boolean).join(' · ');
  byId('pause').textContent = held ? t('resume') : t('pause');
  byId('pause').setAttribute('aria-pressed', Boolean(held));
}

// At most one question at a time, and the last change is always asked about.
function askState() {
  asking ??= setTimeout(async () => {
    asking = null;
    try {
      state = await get('state');
      showState(byId('state'), state);
    } catch {
      // The stream tells of a lost server.
    }
  }, STATE_MS);
}

function applyFilter() {
  const client = byId('filter-client').value.trim().toLowerCase();
  const command = byId('filter-command').value;
  sequence.filter((entry) => {
    const names = [entry.user, entry.device].filter(Boolean).join(' ').toLowerCase();
    if (client && client !== '*' && !names.includes(client)) return false;
    if (!command) return true;
    return command === 'REST' ? entry.kind === 'call' : entry.command === command;
  });
}

function listen() {
  const stream = new EventSource('/_inspector/entries');
  stream.onopen = () => {
    connected = true;
    showStatus();
  };
  stream.onerror = () => {
    connected = false;
    showStatus();
  };
  stream.onmessage = ({ data }) => {
    const { missed: gone, entries } = JSON.parse(data);
    missed += gone;
    if (held) {
      held.push(...entries);
      missed += Math.max(0, held.length - HELD);
      held = held.slice(-HELD);
    } else {
      sequence.append(entries);
    }
    showStatus();
    askState();
  };
}

byId('pause').onclick = () => {
  if (held) sequence.append(held);
  held = held ? null : [];
  showStatus();
};
byId('clear').onclick = () => {
  missed = 0;
  chosen = null;
  sequence.clear();
  showDetail(byId('detail'), null);
  showStatus();
};
byId('filter-client').oninput = applyFilter;
byId('filter-command').onchange = applyFilter;
for (const tab of document.querySelectorAll('[role=tab]')) {
  tab.onclick = () => openTab(tab.getAttribute('aria-controls'));
}

headSwitches();
openTab('controls');
const about = await get('about');
byId('app-key').textContent = about.appKey;
operations = await get('operations');
state = await get('state');
inEveryLanguage(() => {
  showStatus();
  sequence.render();
  showDetail(byId('detail'), chosen);
  showControls(byId('controls'), operations);
  showState(byId('state'), state);
});
listen();
