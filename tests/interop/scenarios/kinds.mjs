import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { bothWays } from '../harness/scenario.mjs';

bothWays('command, custom and location messages', async ({ from, to }) => {
  const common = { to: to.user, ext: { k: 'v' } };
  const command = await from.peer.send({ ...common, type: 'cmd', action: 'typing 输入中' });
  const cmd = await to.peer.next('onCmdMessage');
  assert.deepEqual(
    { id: cmd.id, type: cmd.type, action: cmd.action, ext: cmd.ext, from: cmd.from },
    {
      id: command.serverMsgId,
      type: 'cmd',
      action: 'typing 输入中',
      ext: { k: 'v' },
      from: from.user,
    },
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

bothWays('recall too late, or of a command', async ({ stage, from, to }) => {
  const recall = (mid) => {
    const args = [{ mid, to: to.user, chatType: 'singleChat' }];
    return from.peer.ask('call', { method: 'recallMessage', args });
  };
  const command = await from.peer.send({ type: 'cmd', to: to.user, action: 'typing' });
  assert.equal((await failure(recall(command.serverMsgId))).type, 505);
  const { serverMsgId } = await from.peer.text(to.user, 'stays');
  await stage.emulator.ctl('config', { set: { recallWindowMs: 1 } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await failure(recall(serverMsgId))).type, 504);
});

bothWays('file upload and download', async ({ stage, from, to }) => {
  const bytes = Buffer.from('the bytes of a file, 文件\u0000\u00ff', 'utf8');
  const base64 = bytes.toString('base64');
  const file = { base64, filename: 'note.txt', type: 'text/plain' };
  const sent = await from.peer.send({ type: 'file', to: to.user, file });
  const event = await to.peer.next('onFileMessage');
  assert.deepEqual(
    { id: event.id, filename: event.filename, length: event.file_length },
    { id: sent.serverMsgId, filename: 'note.txt', length: bytes.length },
  );
  assert.ok(event.url.startsWith(`${stage.emulator.rest}/oracle/test/chatfiles/`), event.url);
  const token = await stage.emulator.token(to.user);
  const answer = await fetch(event.url, {
    headers: { authorization: `Bearer ${token}`, connection: 'close' },
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
}, {}, { later: 'attachments' });

bothWays('edit', async ({ from, to }) => {
  const { serverMsgId } = await from.peer.text(to.user, 'first');
  const original = await to.peer.next('onTextMessage');
  const common = { type: 'txt', chatType: 'singleChat', to: to.user };
  const modifiedMessage = { ...common, msg: 'second 第二', ext: { v: 2 } };
  const args = [{ messageId: serverMsgId, modifiedMessage }];
  await from.peer.ask('call', { method: 'modifyMessage', args });
  const edited = await to.peer.next('onModifiedMessage');
  assert.deepEqual(
    { id: edited.id, msg: edited.msg, ext: edited.ext, from: edited.from, to: edited.to },
    { id: serverMsgId, msg: 'second 第二', ext: { v: 2 }, from: from.user, to: to.user },
  );
  assert.deepEqual([edited.chatType, edited.time], ['singleChat', original.time]);
  const { operatorId, operationCount } = edited.modifiedInfo;
  assert.deepEqual([operatorId, operationCount], [from.user, 1]);
});
