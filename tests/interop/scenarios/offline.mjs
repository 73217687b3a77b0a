import assert from 'node:assert/strict';
import { assertExactlyOnce, fence, numbered } from '../harness/checks.mjs';
import { bothWays } from '../harness/scenario.mjs';

const COUNT = 45;

async function catchUp({ stage, from, to }) {
  // Something is read before, so that the queue has a position to come back to.
  await fence(from, to);
  await to.peer.close();
  await to.peer.next('onDisconnected');
  await stage.emulator.untilSessions(to.user, 0);

  const texts = numbered('while away', COUNT);
  const ids = [];
  for (const msg of texts) ids.push((await from.peer.text(to.user, msg)).serverMsgId);

  await to.peer.open(to.user, to.identity);
  const where = (data) => texts.includes(data.msg);
  const events = await to.peer.collect('onTextMessage', COUNT, { where });
  assert.deepEqual(
    events.map((event) => event.id),
    ids,
  );
  await fence(from, to);
  assertExactlyOnce(to.peer, texts);

  // And nothing of it once more at the next login.
  await to.peer.close();
  await stage.emulator.untilSessions(to.user, 0);
  await to.peer.open(to.user, to.identity);
  await fence(from, to);
  assertExactlyOnce(to.peer, texts);
}

bothWays('45 texts while away', catchUp);

bothWays('45 texts while away, the last page says so', async ({ stage, from, to }) => {
  await stage.emulator.ctl('config', { set: { lastPage: 'flag' } });
  const texts = numbered('flagged', COUNT);
  await fence(from, to);
  await to.peer.close();
  await stage.emulator.untilSessions(to.user, 0);
  for (const msg of texts) await from.peer.text(to.user, msg);
  await to.peer.open(to.user, to.identity);
  await to.peer.collect('onTextMessage', COUNT, { where: (data) => texts.includes(data.msg) });
  await fence(from, to);
  assertExactlyOnce(to.peer, texts);
});
