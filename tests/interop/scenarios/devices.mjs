import assert from 'node:assert/strict';
import { assertExactlyOnce, fence, numbered } from '../harness/checks.mjs';
import { scenario } from '../harness/scenario.mjs';

// One user on our client and on the official one; a friend on another official client.
async function twoDevices(stage) {
  const { emulator } = stage;
  const alice = await emulator.user('alice');
  const friend = await emulator.user('friend');
  const [ours, official, third] = await Promise.all([
    stage.ours(),
    stage.official(),
    stage.official(),
  ]);
  const identity = { pwd: alice.password };
  const mine = await ours.open('alice', identity);
  const theirs = await official.open('alice', identity);
  await third.open('friend', { pwd: friend.password });
  assert.notEqual(mine.resource, theirs.resource);
  assert.equal((await emulator.sessions('alice')).length, 2);
  return {
    ours: { peer: ours, user: 'alice', resource: mine.resource, identity },
    official: { peer: official, user: 'alice', resource: theirs.resource, identity },
    friend: { peer: third, user: 'friend' },
  };
}

scenario('two devices of one user: both hear the friend', async (stage) => {
  const { ours, official, friend } = await twoDevices(stage);
  const texts = numbered('to both', 5);
  const ids = [];
  for (const msg of texts) ids.push((await friend.peer.text('alice', msg)).serverMsgId);
  for (const { peer } of [ours, official]) {
    const events = await peer.collect('onTextMessage', texts.length);
    assert.deepEqual(
      events.map((event) => event.id),
      ids,
    );
    assertExactlyOnce(peer, texts);
  }
});

for (const sender of ['ours', 'official']) {
  const receiver = sender === 'ours' ? 'official' : 'ours';

  scenario(`two devices of one user: what ${sender} sends, ${receiver} sees`, async (stage) => {
    const { friend, ...devices } = await twoDevices(stage);
    const [from, to] = [devices[sender], devices[receiver]];
    const { serverMsgId } = await from.peer.text('friend', 'from one of us');
    const [heard, copied] = await Promise.all([
      friend.peer.next('onTextMessage'),
      to.peer.next('onTextMessage'),
    ]);
    for (const event of [heard, copied]) {
      assert.deepEqual(
        { id: event.id, from: event.from, to: event.to, msg: event.msg },
        { id: serverMsgId, from: 'alice', to: 'friend', msg: 'from one of us' },
      );
    }
    await fence(friend, from);
    assert.equal(
      from.peer.seen('onTextMessage', { where: (data) => data.msg === 'from one of us' }).length,
      0,
      'the sending device is not told its own text',
    );
  });

  scenario(`two devices of one user: ${sender} writes to ${receiver}`, async (stage) => {
    const devices = await twoDevices(stage);
    const [from, to] = [devices[sender], devices[receiver]];
    const { serverMsgId } = await from.peer.text(`alice/${to.resource}`, 'note to self');
    const event = await to.peer.next('onTextMessage');
    assert.deepEqual(
      { id: event.id, from: event.from, to: event.to },
      { id: serverMsgId, from: `alice/${from.resource}`, to: `alice/${to.resource}` },
    );
  });

  scenario(`two devices of one user: ${sender} leaves and ${receiver} stays`, async (stage) => {
    const { friend, ...devices } = await twoDevices(stage);
    const [leaving, staying] = [devices[sender], devices[receiver]];
    await leaving.peer.close();
    await stage.emulator.untilSessions('alice', 1);
    await fence(friend, staying);
    assert.equal(staying.peer.seen('onDisconnected').length, 0);
    await leaving.peer.open('alice', leaving.identity);
    await fence(friend, leaving);
  });
}
