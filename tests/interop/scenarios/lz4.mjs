import assert from 'node:assert/strict';
import { assertExactlyOnce, numbered } from '../harness/checks.mjs';
import { scenario } from '../harness/scenario.mjs';

const GRANTS = [
  ['BI', { up: true, down: true }],
  ['ONLY_UP', { up: true, down: false }],
  ['ONLY_DOWN', { up: false, down: true }],
];
const TEXTS = [
  'x',
  '短文本',
  'repetition '.repeat(500),
  '重复的内容🙂'.repeat(3000),
  Array.from({ length: 3000 }, (_, n) => ((n * 2654435761) >>> 0).toString(36)).join(''),
  ...numbered('small', 20),
];

for (const [grant, expected] of GRANTS) {
  scenario(`LZ4 ${grant}: text both ways`, async (stage) => {
    await stage.emulator.ctl('config', { set: { lz4: grant } });
    const { ours, official } = await stage.pair();
    for (const { user } of [ours, official]) {
      const [session] = await stage.emulator.sessions(user);
      assert.deepEqual(session.lz4, expected, `granted to ${user}`);
    }
    const talk = async (from, to) => {
      for (const msg of TEXTS) {
        const [event, result] = await Promise.all([
          to.peer.next('onTextMessage'),
          from.peer.text(to.user, msg, { ext: { of: msg.length } }),
        ]);
        assert.equal(event.msg, msg);
        assert.equal(event.id, result.serverMsgId);
        assert.deepEqual(event.ext, { of: msg.length });
      }
    };
    await Promise.all([talk(ours, official), talk(official, ours)]);

    // Compression is agreed again after a reconnection.
    for (const [cut, other] of [
      [ours, official],
      [official, ours],
    ]) {
      await cut.peer.next('onConnected');
      await stage.emulator.ctl('drop', { user: cut.user });
      await cut.peer.next('onConnected');
      const again = numbered(`after the cut of ${cut.user}`, 3);
      for (const msg of again) {
        await Promise.all([
          other.peer.text(cut.user, msg),
          cut.peer.next('onTextMessage', { where: (data) => data.msg === msg }),
        ]);
      }
      assertExactlyOnce(cut.peer, again);
    }
  });
}
