// What the parts of the message module have in common: the conversations of alice and bob.
import { aNumber } from '../harness/shape.mjs';

export const bob = { conversationId: 'bob', conversationType: 'singleChat' };
export const group = { conversationId: 'g', conversationType: 'groupChat' };
export const withBob = { targetId: 'bob', chatType: 'singleChat' };
export const none = (list) => list.length === 0;
export const empty = { type: 0, data: { conversations: none, cursor: '' } };

// What the twin hears of what is done to a conversation.
export const told = (operation, { conversationId, conversationType }, more) => [
  'twin',
  'onMultiDeviceEvent',
  { operation, conversationId, conversationType, timestamp: aNumber, ...more },
];

// Texts both ways, one of them in a group; each under its own words.
export async function talk(stage, { one, twin, other }) {
  await stage.emulator.ctl('group', { id: 'g', owner: 'alice', members: ['bob'] });
  const ids = {};
  const say = async (side, to, words, chatType = 'singleChat') => {
    ids[words] = (await side.peer.text(to, words, { chatType })).serverMsgId;
  };
  await say(one, 'bob', 'first');
  await say(other, 'alice', 'second');
  await say(other, 'g', 'to all', 'groupChat');
  await twin.peer.next('onTextMessage', { where: ({ msg }) => msg === 'to all' });
  return ids;
}
