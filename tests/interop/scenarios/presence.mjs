import assert from 'node:assert/strict';
import { bothWays } from '../harness/scenario.mjs';

bothWays('presence reaches who subscribed', async ({ stage, from, to }) => {
  const call = (side, method, argument) => side.peer.ask('call', { method, args: [argument] });
  await call(to, 'subscribePresence', { usernames: [from.user], expiry: 600 });
  const where = (data) => data[0]?.ext === 'busy 忙';
  const [[change]] = await Promise.all([
    to.peer.next('onPresenceStatusChange', { where }),
    call(from, 'publishPresence', { description: 'busy 忙' }),
  ]);
  assert.equal(change.userId, from.user);
  assert.deepEqual(change.statusDetails.map(({ status }) => status), [1]);
  const away = to.peer.next('onPresenceStatusChange', {
    where: ([seen]) => seen.statusDetails.length === 0,
  });
  await from.peer.close();
  await stage.emulator.untilSessions(from.user, 0);
  assert.equal((await away)[0].userId, from.user);
  await call(to, 'unsubscribePresence', { usernames: [from.user] });
});
