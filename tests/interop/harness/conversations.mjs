// One message in every kind of conversation: what is heard is what was sent.
import { assertShape } from './shape.mjs';

const GROUP = '2600003';
const ROOM = '2700003';

// Sends every row to a friend, a group, a thread of it and a chat room. A row is
// `{event, msg, told}`: the event it is heard by, what is sent, what is told of it besides.
// `check` goes on with what was heard, and with where that was: the options that say so.
export async function everywhere({ stage, from, to }, rows, check = () => {}) {
  for (const place of await conversations(stage, from, to)) {
    for (const { event, msg, told } of rows) {
      const message = { ...place.options, ext: { k: '值', n: [1] }, ...msg };
      const [heard, sent] = await Promise.all([to.peer.next(event), from.peer.send(message)]);
      const { type, ext, chatType, to: peer } = message;
      const common = { id: sent.serverMsgId, type, chatType, from: from.user, to: peer, ext };
      assertShape(heard, { ...common, ...place.told, ...told }, `${event} (${chatType})`);
      await check(heard, place.options);
    }
  }
}

async function conversations({ emulator }, from, to) {
  const members = ['alice', 'bob'];
  await emulator.ctl('group', { id: GROUP, owner: 'alice', members });
  await emulator.ctl('group', { id: ROOM, owner: 'carol', kind: 'chatroom' });
  const call = ({ peer }, method, argument) => peer.ask('call', { method, args: [argument] });
  for (const side of [from, to]) await call(side, 'joinChatRoom', { roomId: ROOM });

  const inGroup = { chatType: 'groupChat', to: GROUP };
  const [{ id: messageId }] = await Promise.all([
    to.peer.next('onTextMessage'),
    from.peer.send({ type: 'txt', msg: 'topic', ...inGroup }),
  ]);
  const topic = { parentId: GROUP, name: '话题', messageId };
  const { chatThreadId } = (await call(from, 'createChatThread', topic)).data;
  await call(to, 'joinChatThread', { chatThreadId });
  const chatThread = { messageId, parentId: GROUP, chatThreadName: '话题' };

  return [
    { options: { chatType: 'singleChat', to: to.user } },
    { options: inGroup },
    { options: { ...inGroup, to: chatThreadId, isChatThread: true }, told: { chatThread } },
    { options: { chatType: 'chatRoom', to: ROOM } },
  ];
}
