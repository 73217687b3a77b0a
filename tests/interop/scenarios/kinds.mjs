import assert from 'node:assert/strict';
import { bothWays } from '../harness/scenario.mjs';

bothWays('command, custom and location messages', async ({ from, to }) => {
  const common = { to: to.user, ext: { k: 'v' } };
  const command = await from.peer.send({ ...common, type: 'cmd', action: 'typing 输入中' });
  const cmd = await to.peer.next('onCmdMessage');
  assert.deepEqual(
    { id: cmd.id, type: cmd.type, action: cmd.action, ext: cmd.ext, from: cmd.from },
    { id: command.serverMsgId, type: 'cmd', action: 'typing 输入中', ext: { k: 'v' }, from: from.user },
  );

  const customExts = { name: '名字', n: '1' };
  const made = await from.peer.send({ ...common, type: 'custom', customEvent: 'card', customExts });
  const custom = await to.peer.next('onCustomMessage');
  assert.deepEqual(
    { id: custom.id, event: custom.customEvent, exts: custom.customExts },
    { id: made.serverMsgId, event: 'card', exts: customExts },
  );

  const place = { addr: '北京市海淀区', buildingName: '大厦', lat: 39.983805, lng: -116.307417 };
  const located = await from.peer.send({ ...common, type: 'loc', ...place });
  const { id, addr, buildingName, lat, lng } = await to.peer.next('onLocationMessage');
  assert.deepEqual({ id, addr, buildingName, lat, lng }, { id: located.serverMsgId, ...place });
});

bothWays('recall', async ({ from, to }) => {
  const { serverMsgId: mid } = await from.peer.text(to.user, 'never mind');
  await to.peer.next('onTextMessage');
  const args = [{ mid, to: to.user, chatType: 'singleChat' }];
  await from.peer.ask('call', { method: 'recallMessage', args });
  const recalled = await to.peer.next('onRecallMessage');
  assert.deepEqual(
    { mid: recalled.mid, from: recalled.from, to: recalled.to },
    { mid, from: from.user, to: to.user },
  );
});
