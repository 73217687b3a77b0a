// A form for every operation of the control interface and every kind of fault, made from the
// server's own list.
import { el } from './dom.js';
import { currentLanguage, t } from './words.js';

export async function showControls(root, operations) {
  const { operations: all, faults } = operations;
  const generic = all.find(({ name }) => name === 'fault');
  const common = generic.members.filter(({ name }) => name !== 'kind');
  const forms = all
    .filter((operation) => operation !== generic)
    .map((operation) => ({ ...operation, fixed: { op: operation.name } }));
  const kinds = faults.map((kind) => ({
    ...kind,
    section: generic.section,
    members: [...common.slice(0, 1), ...kind.members, ...common.slice(1)],
    fixed: { op: 'fault', kind: kind.name },
  }));
  const sections = Map.groupBy([...kinds, ...forms], ({ section }) => section);
  const shown = ['faults', 'connections', 'messages', 'frames', 'accounts', 'settings', 'observe'];
  const left = [...sections.keys()].filter((name) => !shown.includes(name));
  root.replaceChildren(
    ...[...shown, ...left].map((name) =>
      el('section', { className: 'ops' }, el('h3', {}, t(name) ?? name), (sections.get(name) ?? []).map(operation)),
    ),
  );
}

function operation({ name, does, members, fixed }) {
  const output = el('output');
  const fields = members.map(field);
  const button = el('button', { type: 'submit', data: fixed }, t('run'));
  const form = el('form', {}, fields.map(({ row }) => row), button, output);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const request = { ...fixed };
    try {
      for (const { name: member, read } of fields) {
        const value = read();
        if (value !== undefined) request[member] = value;
      }
    } catch (error) {
      return answer(output, false, error.message);
    }
    button.disabled = true;
    const [ok, said] = await post(request);
    button.disabled = false;
    answer(output, ok, said);
  };
  const summary = el('summary', {}, el('b', {}, name), ' ', el('span', {}, does[currentLanguage()]));
  return el('details', { className: 'op' }, summary, form);
}

function answer(output, ok, text) {
  output.className = ok ? 'ok' : 'bad';
  output.textContent = text;
}

async function post(request) {
  try {
    const response = await fetch('/_ctl', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
    const text = await response.text();
    if (!response.ok) return [false, JSON.parse(text).error_description];
    return [true, text === '{}' ? t('done') : JSON.stringify(JSON.parse(text), null, 2)];
  } catch (error) {
    return [false, error.message];
  }
}

// A labelled input for a member, and how its value is read; what is left empty is left out.
function field({ name, takes, choices, required, example }) {
  const text = typeof example === 'string' ? example : JSON.stringify(example);
  const common = { name, required };
  const start = required ? text : '';
  const box = { ...common, placeholder: text, value: start, autocomplete: 'off', spellcheck: false };
  const input = {
    choice: () => choice(common, choices, start),
    flag: () => choice(common, ['true', 'false'], start),
    json: () => el('textarea', { ...box, rows: 2 }),
    number: () => el('input', { ...box, type: 'number' }),
    user: () => el('input', { ...box, list: 'known-users' }),
    users: () => el('input', { ...box, list: 'known-users' }),
    text: () => el('input', box),
  }[takes]();
  const read = () => {
    const { value } = input;
    if (value === '') return undefined;
    if (takes === 'number') return Number(value);
    if (takes === 'flag') return value === 'true';
    if (takes !== 'json') return value;
    try {
      return JSON.parse(value);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  };
  const mark = required ? el('abbr', { title: t('required') }, '*') : null;
  return { name, read, row: el('label', {}, el('span', {}, name, mark), input) };
}

function choice(common, choices, start) {
  const options = choices.map((value) => el('option', { value }, value));
  const none = common.required ? [] : [el('option', { value: '' }, '–')];
  const select = el('select', common, none, options);
  select.value = start;
  return select;
}
