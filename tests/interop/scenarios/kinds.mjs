import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { everywhere } from '../harness/conversations.mjs';
import { bothWays } from '../harness/scenario.mjs';
import { aNumber, aText, assertShape } from '../harness/shape.mjs';

const place = { addr: '北京市海淀区', buildingName: '大厦', lat: 39.983805, lng: -116.307417 };
const card = { customEvent: 'card', customExts: { name: '名字', n: '1' } };
const bundled = { title: 'Talk 聊天', summary: 'one, two', compatibleText: 'see there' };
const messageList = ['one', 'two'].map((msg, index) => ({
  id: String(1_420_000_000_000_100_001n + BigInt(index)),
  type: 'txt',
  chatType: 'singleChat',
  from: index === 0 ? 'alice' : 'bob',
  to: index === 0 ? 'bob' : 'alice',
  time: 1_700_000_000_000 + index,
  ext: {},
  msg,
}));

// A row of everything that has no file: what is told of it is what was sent.
const row = (event, type, content) => ({ event, msg: { type, ...content }, told: content });

bothWays('text, command, custom and location in every conversation', async (sides) => {
  await everywhere(sides, [
    row('onTextMessage', 'txt', { msg: 'hello 你好' }),
    row('onCmdMessage', 'cmd', { action: 'typing 输入中' }),
    row('onCustomMessage', 'custom', card),
    row('onLocationMessage', 'loc', place),
  ]);
});

const bundle = {
  event: 'onCombineMessage',
  msg: { type: 'combine', ...bundled, messageList },
  told: { ...bundled, combineLevel: 1, url: aText, secret: aText, file_length: aNumber },
};

bothWays('bundle in every conversation', (sides) => everywhere(sides, [bundle]));

bothWays('bundle opened', async (sides) => {
  await everywhere(sides, [bundle], async ({ url, secret }) => {
    const args = [{ url, secret }];
    const inside = await sides.to.peer.ask('call', {
      method: 'downloadAndParseCombineMessage',
      args,
    });
    const wanted = messageList.map(({ ext: _, ...entry }) => entry);
    assertShape(inside, wanted, 'what is in the bundle');
  });
});

const hello = row('onTextMessage', 'txt', { msg: 'hello' });

bothWays('recall in every conversation', async (sides) => {
  const { from, to } = sides;
  await everywhere(sides, [hello, row('onCustomMessage', 'custom', card)], async (heard, place) => {
    const { id: mid, chatType } = heard;
    const args = [{ ...place, mid }];
    const [recalled] = await Promise.all([
      to.peer.next('onRecallMessage'),
      from.peer.ask('call', { method: 'recallMessage', args }),
    ]);
    assertShape(recalled, { mid, from: from.user, to: place.to }, `recalled (${chatType})`);
  });
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

bothWays('edit in every conversation', async (sides) => {
  const { from, to } = sides;
  const edits = {
    txt: { msg: 'second 第二', ext: { v: 2 } },
    custom: { customEvent: 'other', customExts: { name: '别名' }, ext: { v: 2 } },
    loc: { ...place, ext: { v: 2 } },
  };
  const rows = [hello, row('onCustomMessage', 'custom', card), row('onLocationMessage', 'loc', place)];
  await everywhere(sides, rows, async ({ id, type, time }, where) => {
    const { chatType } = where;
    const modifiedMessage = { ...where, type, ...edits[type] };
    const args = [{ messageId: id, modifiedMessage }];
    const [edited] = await Promise.all([
      to.peer.next('onModifiedMessage'),
      from.peer.ask('call', { method: 'modifyMessage', args }),
    ]);
    const modifiedInfo = { operatorId: from.user, operationCount: 1 };
    const common = { id, type, chatType, from: from.user, to: where.to, time, modifiedInfo };
    assertShape(edited, { ...common, ...edits[type] }, `edited ${type} (${chatType})`);
  });
});
