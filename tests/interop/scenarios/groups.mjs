import assert from 'node:assert/strict';
import { bothWays, scenario } from '../harness/scenario.mjs';

const GROUP = '2600001';
const ROOM = '2700001';

bothWays('group text', async ({ stage, from, to }) => {
  const { emulator } = stage;
  await emulator.ctl('group', { id: GROUP, owner: 'alice', members: ['alice', 'bob'] });
  for (const msg of ['hello group', '大家好 🎉']) {
    const ext = { n: 1, o: { a: [true] } };
    const options = { chatType: 'groupChat', ext, msgConfig: { allowGroupAck: true } };
    const [event, result] = await Promise.all([
      to.peer.next('onTextMessage'),
      from.peer.text(GROUP, msg, options),
    ]);
    const { id, chatType, from: sender, to: group } = event;
    assert.deepEqual(
      { id, chatType, sender, group, msg: event.msg, ext: event.ext },
      { id: result.serverMsgId, chatType: 'groupChat', sender: from.user, group: GROUP, msg, ext },
    );
    assert.deepEqual(event.msgConfig, { allowGroupAck: true });
  }
  const outsider = from.peer.text('2600002', 'not a member', { chatType: 'groupChat' });
  await assert.rejects(outsider, { name: 'DriverError' });
});

bothWays('group text while away', async ({ stage, from, to }) => {
  await stage.emulator.ctl('group', { id: GROUP, owner: 'alice', members: ['alice', 'bob'] });
  await to.peer.close();
  await stage.emulator.untilSessions(to.user, 0);
  const ids = [];
  for (let index = 0; index < 25; index += 1) {
    const sent = await from.peer.text(GROUP, `group ${index}`, { chatType: 'groupChat' });
    ids.push(sent.serverMsgId);
  }
  await to.peer.open(to.user, to.identity);
  const events = await to.peer.collect('onTextMessage', ids.length);
  assert.deepEqual(
    events.map((event) => event.id),
    ids,
  );
});

scenario('chat room: both join, hear each other and leave', async (stage) => {
  const { ours, official } = await stage.pair();
  await stage.emulator.ctl('group', { id: ROOM, owner: 'carol', kind: 'chatroom' });
  const args = [{ roomId: ROOM }];
  for (const { peer } of [ours, official]) {
    await peer.ask('call', { method: 'joinChatRoom', args });
  }
  for (const [from, to] of [
    [ours, official],
    [official, ours],
  ]) {
    const options = { chatType: 'chatRoom', priority: 'high' };
    const [event, result] = await Promise.all([
      to.peer.next('onTextMessage'),
      from.peer.text(ROOM, 'in the room', options),
    ]);
    const { id, chatType, from: sender, to: room, priority } = event;
    assert.deepEqual(
      { id, chatType, sender, room, priority },
      {
        id: result.serverMsgId,
        chatType: 'chatRoom',
        sender: from.user,
        room: ROOM,
        priority: 'high',
      },
    );
  }
  for (const { peer } of [ours, official]) {
    await peer.ask('call', { method: 'leaveChatRoom', args });
  }
});
