// The inspector as a person uses it, with the official Web SDK as the clients it shows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, demoClient, press } from './harness.mjs';

let stage;
let demo;
let page;

before(async () => {
  stage = await Stage.open();
  page = await stage.page('/_inspector');
  demo = await stage.page('/_inspector/demo.html');
});

after(async () => {
  await stage?.close();
});

const row = (text) => page.locator('.row', { hasText: text });

test('frames of two clients appear as they talk', async () => {
  const [alice, bob] = [demoClient(demo, 'alice'), demoClient(demo, 'bob')];
  await page.getByText('No client has connected yet.').waitFor();
  await alice.logIn();
  await bob.logIn();
  await alice.send('good morning');
  await bob.heard('alice: good morning').waitFor();
  await row('POST /oracle/test/token').first().waitFor();
  assert.equal(await row('PROVISION').count(), 4);
  // A connection that never said whose it is has a lane with its number.
  const names = await page.locator('.lane b').allInnerTexts();
  const lanes = names.filter((name) => !name.startsWith('#'));
  assert.deepEqual(lanes, ['alice', 'bob']);
  // The arrow of a frame to bob ends on bob's line, right of alice's.
  const notice = await row('NOTICE').first().locator('.arrow').boundingBox();
  const first = await page.locator('.lines i').nth(1).boundingBox();
  assert.ok(notice.x + notice.width > first.x + first.width + 50);
});

test('a frame is shown decoded, and copied as hex', async () => {
  await row('delivers CHAT').first().click();
  const detail = page.locator('#detail');
  await detail.getByText('"good morning"').waitFor();
  await detail.locator('[data-copy=copyHex]').click();
  const hex = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(hex, /^[0-9a-f]+$/);
  assert.ok(Buffer.from(hex, 'hex').includes('good morning'));
  await row('PROVISION').first().click();
  await detail.getByText('"auth": "****').waitFor();
});

test('there is a button for everything on the list of the server, and no other', async () => {
  const { operations, faults } = await (await fetch(`${stage.rest}/_inspector/operations`)).json();
  const wanted = [
    ...faults.map(({ name }) => `fault ${name}`),
    ...operations.map(({ name }) => name).filter((name) => name !== 'fault'),
  ];
  const buttons = await page
    .locator('#controls button[type=submit]')
    .evaluateAll((all) => all.map(({ dataset }) => [dataset.op, dataset.kind].filter(Boolean).join(' ')));
  assert.deepEqual(buttons.toSorted(), wanted.toSorted());
});

test('each fault button is taken and shows among the faults', async () => {
  const { faults } = await (await fetch(`${stage.rest}/_inspector/operations`)).json();
  for (const { name } of faults) {
    const { ok, said } = await press(page, 'Faults', name, { user: 'nobody' });
    assert.ok(ok, `${name}: ${said}`);
  }
  await page.locator('#tab-state').click();
  await page.locator('[data-table=faults] tbody tr').nth(faults.length - 1).waitFor();
  const { ok } = await press(page, 'Faults', 'clearFaults');
  assert.ok(ok);
  await page.locator('#tab-state').click();
  await page.locator('[data-table=faults] .none').waitFor();
});

test('buttons have their effects', async () => {
  const [alice, bob] = [demoClient(demo, 'alice'), demoClient(demo, 'bob')];
  await press(page, 'Faults', 'reject', { user: 'alice', times: '1', code: 'USER_MUTED' });
  await alice.send('unheard');
  await alice.heard('failed').waitFor();
  await press(page, 'Messages and events', 'inject', { user: 'bob', from: 'alice', text: 'out of nowhere' });
  await bob.heard('alice: out of nowhere').waitFor();
  await press(page, 'Faults', 'ignore', { user: 'alice', match: 'SYNC', times: '1' });
  await alice.send('ignored');
  await row('fault: ignore').waitFor();
  await press(page, 'Connections', 'kick', { user: 'bob', operation: 'USER_REMOVED' });
  await bob.heard('onDisconnected').waitFor();
  await row('closed').first().waitFor();
});

test('what is wrong with a form is said beside it', async () => {
  const { ok, said } = await press(page, 'Connections', 'hang', { user: 'alice', match: '(' });
  assert.ok(!ok && said.includes('a regular expression'), said);
  await stage.heardFault('status of 400');
  const json = await press(page, 'Accounts', 'users', { users: '[', password: 'x' });
  assert.ok(!json.ok && json.said.startsWith('users:'), json.said);
});

test('accounts, sessions and queues are listed', async () => {
  await press(page, 'Accounts', 'group', { id: 'team', owner: 'alice', members: '["bob"]', kind: 'group' });
  await press(page, 'Messages and events', 'inject', { user: 'carol', from: 'alice', text: 'later' });
  await page.locator('#tab-state').click();
  await page.locator('[data-table=accounts] td', { hasText: 'alice' }).first().waitFor();
  await page.locator('[data-table=sessions] tr', { hasText: 'webim_web_demo' }).first().waitFor();
  await page.locator('[data-table=queues] tr', { hasText: 'carol' }).waitFor();
  await page.locator('[data-table=groups] tr', { hasText: 'team' }).waitFor();
});

test('rows are filtered, paused and cleared', async () => {
  await page.locator('#filter-client').fill('bob');
  assert.deepEqual(await page.locator('.lane b').allInnerTexts(), ['bob']);
  await page.locator('#filter-command').selectOption('PROVISION');
  assert.equal(await page.locator('.row').count(), 2);
  await page.locator('#filter-client').fill('');
  await page.locator('#filter-command').selectOption('');
  await page.locator('#pause').click();
  const before = await page.locator('.row').count();
  await stage.ctl('garbage', { user: 'alice', bytes: 3 });
  await page.locator('#missed', { hasText: '1 new' }).waitFor();
  await stage.heardFault('decode message fail');
  assert.equal(await page.locator('.row').count(), before);
  await page.locator('#pause').click();
  assert.ok((await page.locator('.row').count()) > before);
  await page.locator('#clear').click();
  assert.equal(await page.locator('.row').count(), 0);
});

test('both languages and both themes', async () => {
  await page.locator('#language').selectOption('zh');
  await page.getByRole('heading', { name: '时序图' }).waitFor();
  await page.getByText('丢弃发给客户端的帧。').waitFor({ state: 'attached' });
  const untold = await page.locator('[data-t]').evaluateAll((all) => all.filter((it) => !it.textContent));
  assert.deepEqual(untold, []);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.locator('#theme').selectOption('light');
  const light = await ground();
  await page.locator('#theme').selectOption('dark');
  assert.notEqual(await ground(), light);
  await page.locator('#language').selectOption('en');
  await page.locator('#theme').selectOption('light dark');
});

test('the page for clients states the addresses of this server', async () => {
  const clients = await stage.page('/_inspector/clients.html');
  for (const pre of await clients.locator('pre').allInnerTexts()) {
    assert.ok(pre.includes(new URL(stage.rest).port), pre);
  }
  await clients.getByRole('link', { name: 'Try it here' }).waitFor();
  await clients.locator('#language').selectOption('zh');
  await clients.getByRole('heading', { name: '接入客户端' }).waitFor();
  assert.equal(await clients.getByRole('heading', { name: 'Connect a client' }).count(), 0);
});

// An emulator that is started again counts its connections from 1, under the eyes of the same page.
test('a connection keeps its name when its number comes again', async () => {
  const lanes = await page.evaluate(async () => {
    const { Sequence } = await import('/_inspector/sequence.js');
    const root = document.createElement('div');
    const sequence = new Sequence(root, () => {});
    const mark = (what, user) => ({ kind: 'mark', t: 0, link: 1, what, user, device: user && 'phone' });
    sequence.append([mark('opened'), mark('fault', 'alice'), mark('closed')]);
    sequence.append([mark('opened'), mark('closed')]);
    sequence.append([mark('opened'), mark('fault', 'bob')]);
    return [...root.querySelectorAll('.lane b')].map((it) => it.textContent);
  });
  assert.deepEqual(lanes, ['alice', '#1', 'bob']);
});

test('nothing went wrong in any page, and no other host was asked', () => {
  assert.deepEqual(stage.faults, []);
});
