import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { bothWays } from '../harness/scenario.mjs';

function call(side, method, ...args) {
  return side.peer.ask('call', { method, args });
}

async function contacts(side) {
  return (await call(side, 'getContacts')).data;
}

bothWays('contact asked for, accepted and deleted', async ({ from, to }) => {
  const [invited] = await Promise.all([
    to.peer.next('onContactInvited'),
    call(from, 'addContact', to.user, 'hi 你好'),
  ]);
  const asked = { type: 'subscribe', from: from.user, to: to.user, status: 'hi 你好' };
  assert.deepEqual(invited, asked);
  assert.deepEqual(await contacts(to), []);

  const [agreed, added] = await Promise.all([
    from.peer.next('onContactAgreed'),
    to.peer.next('onContactAdded'),
    call(to, 'acceptContactInvite', from.user),
  ]);
  assert.deepEqual([agreed.from, agreed.to, agreed.type], [to.user, from.user, 'subscribed']);
  assert.deepEqual([added.from, added.to, added.type], [from.user, to.user, 'subscribed']);
  assert.deepEqual([await contacts(from), await contacts(to)], [[to.user], [from.user]]);

  await call(from, 'setContactRemark', { userId: to.user, remark: '备注' });
  const { data } = await call(from, 'getAllContacts');
  assert.deepEqual(data, [{ userId: to.user, remark: '备注' }]);

  const [deleted] = await Promise.all([
    to.peer.next('onContactDeleted'),
    call(from, 'deleteContact', to.user),
  ]);
  assert.deepEqual([deleted.from, deleted.to, deleted.type], [from.user, to.user, 'unsubscribed']);
  assert.deepEqual([await contacts(from), await contacts(to)], [[], []]);
});

bothWays('contact declined', async ({ from, to }) => {
  await call(from, 'addContact', to.user);
  await to.peer.next('onContactInvited');
  const [refused] = await Promise.all([
    from.peer.next('onContactRefuse'),
    call(to, 'declineContactInvite', from.user),
  ]);
  assert.deepEqual([refused.from, refused.to, refused.type], [to.user, from.user, 'unsubscribed']);
  assert.equal((await failure(call(from, 'addContact', 'nobody'))).type, 204);
});

bothWays('contact asked for while away', async ({ stage, from, to }) => {
  await to.peer.close();
  await stage.emulator.untilSessions(to.user, 0);
  await call(from, 'addContact', to.user, 'later');
  await to.peer.open(to.user, to.identity);
  const { from: asking, status } = await to.peer.next('onContactInvited');
  assert.deepEqual([asking, status], [from.user, 'later']);
});

bothWays('contact blocked', async ({ from, to }) => {
  await call(to, 'addUsersToBlocklist', { name: from.user });
  assert.deepEqual((await call(to, 'getBlocklist')).data, [from.user]);
  assert.equal((await failure(from.peer.text(to.user, 'not heard'))).type, 603);
  await call(to, 'removeUserFromBlocklist', { name: from.user });
  const [event] = await Promise.all([
    to.peer.next('onTextMessage'),
    from.peer.text(to.user, 'heard'),
  ]);
  assert.equal(event.msg, 'heard');
});
