import assert from 'node:assert/strict';
import { failure, remains } from '../harness/checks.mjs';
import { scenario } from '../harness/scenario.mjs';

const KICKS = [
  ['USER_REMOVED', 207],
  ['USER_LOGIN_ANOTHER_DEVICE', 206],
  ['USER_KICKED_BY_CHANGE_PASSWORD', 216],
  ['USER_KICKED_BY_OTHER_DEVICE', 217],
];
// Longer than the first delay of a reconnection.
const OBSERVED_MS = 4000;

for (const side of ['ours', 'official']) {
  scenario(`kick, all four operations: ${side}`, async (stage) => {
    const { emulator } = stage;
    const peer = await stage[side]();
    for (const [operation, type] of KICKS) {
      const conn = operation;
      const { user, password } = await emulator.user(`u${type}`);
      await peer.open(user, { pwd: password }, { conn });
      const { sessions } = await emulator.ctl('kick', { user, operation });
      assert.equal(sessions, 1);
      const [error, last] = await Promise.all([
        peer.next('onError', { conn }),
        peer.next('onDisconnected', { conn }),
      ]);
      assert.equal(error.type, type);
      assert.equal(last.type, type);
      assert.deepEqual(
        peer.order(conn).filter((event) => ['onError', 'onDisconnected'].includes(event)),
        ['onError', 'onDisconnected'],
      );
      const refused = await failure(peer.text('u206', 'too late', {}, conn));
      assert.equal(refused.type, 39);
    }
    await remains(OBSERVED_MS, async () => {
      for (const [, type] of KICKS) assert.deepEqual(await emulator.sessions(`u${type}`), []);
    });
    for (const [conn] of KICKS) {
      assert.equal(peer.seen('onReconnecting', { conn }).length, 0);
      assert.equal(peer.seen('onDisconnected', { conn }).length, 1);
    }
    // Kicked is not banned: the application may log in again.
    await peer.open('u206', { pwd: 'u206-pw' }, { conn: 'USER_LOGIN_ANOTHER_DEVICE' });
  });
}
