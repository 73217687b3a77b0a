import { orRefusedHere } from '../harness/differences.mjs';
import { aNumber, aText, absent } from '../harness/shape.mjs';
import { surfaceScenario } from '../harness/surface.mjs';
import { conversations } from './api-message-conversations.mjs';
import { group, none, talk, withBob } from './api-message-stage.mjs';

const METHODS = [
  'addConversationMark',
  'addReaction',
  'deleteAllMessagesAndConversations',
  'deleteConversation',
  'deleteSession',
  'deleteReaction',
  'fetchHistoryMessages',
  'getConversationlist',
  'getHistoryMessages',
  'getReactionDetail',
  'getReactionList',
  'getReactionlist',
  'getServerConversations',
  'getServerConversationsByFilter',
  'getServerPinnedConversations',
  'getServerPinnedMessages',
  'getSessionList',
  'modifyMessage',
  'pinConversation',
  'pinMessage',
  'recallMessage',
  'removeConversationMark',
  'removeHistoryMessages',
  'reportMessage',
  'unpinMessage',
  'send',
];

// Each part is played by itself; together they have to call every method.
const parts = {
  async history({ surface, ids }) {
    const messages = [
      { id: ids.second, type: 'txt', msg: 'second', from: 'bob', to: 'alice', time: aNumber },
      { id: ids.first, type: 'txt', msg: 'first', from: 'alice', to: 'bob' },
    ];
    await surface.playAll([
      {
        method: 'getHistoryMessages',
        args: [{ ...withBob, pageSize: 1, cursor: -1 }],
        gives: { cursor: ids.second, messages: messages.slice(0, 1), isLast: false },
      },
      {
        method: 'getHistoryMessages',
        args: [{ ...withBob, pageSize: 1, cursor: ids.second }],
        gives: { messages: messages.slice(1), isLast: true },
      },
      {
        method: 'getHistoryMessages',
        args: [{ ...withBob, searchDirection: 'down', searchOptions: { msgTypes: ['txt'] } }],
        gives: { messages: messages.toReversed(), isLast: true },
      },
      {
        method: 'getHistoryMessages',
        args: [{ targetId: 'g', chatType: 'groupChat', searchOptions: { from: 'alice' } }],
        gives: { messages: [], isLast: true },
      },
      {
        method: 'fetchHistoryMessages',
        args: [{ queue: 'bob', count: 2, format: true }],
        gives: [{ msg: 'first' }, { msg: 'second' }],
      },
      {
        method: 'removeHistoryMessages',
        args: [{ ...withBob, messageIds: [ids.first] }],
        gives: absent,
        hears: [
          [
            'twin',
            'onMultiDeviceEvent',
            {
              operation: 'deleteRoaming',
              conversationId: 'bob',
              chatType: 'singleChat',
              resource: aText,
            },
          ],
        ],
      },
      {
        method: 'getHistoryMessages',
        args: [withBob],
        gives: { messages: [{ msg: 'second' }] },
      },
      {
        method: 'removeHistoryMessages',
        args: [{ ...withBob, beforeTimeStamp: Date.now() + 60_000 }],
        gives: absent,
      },
      { method: 'getHistoryMessages', args: [withBob], gives: { messages: none, isLast: true } },
    ]);
  },

  async reactions({ surface, ids }) {
    const messageId = ids['to all'];
    const thumb = { messageId, reaction: '👍' };
    const change = (reactionType, count) => ({
      from: 'alice',
      to: 'g',
      chatType: 'groupChat',
      messageId,
      reactions: [{ reaction: '👍', count, op: [{ operator: 'alice', reactionType }] }],
    });
    const list = { chatType: 'groupChat', messageId: [messageId], groupId: 'g' };
    const reactionList = [
      { reaction: '👍', count: 2, userList: ['alice', 'bob'], isAddedBySelf: true },
    ];
    await surface.playAll([
      {
        method: 'addReaction',
        args: [thumb],
        gives: absent,
        hears: [
          ['other', 'onReactionChange', change('create', 1)],
          ['twin', 'onReactionChange', change('create', 1)],
        ],
      },
      { method: 'addReaction', args: [thumb], fails: 1101 },
      { by: 'other', method: 'addReaction', args: [thumb], gives: absent },
      {
        method: 'getReactionList',
        args: [list],
        gives: { type: 0, data: [{ msgId: messageId, reactionList }] },
      },
      { method: 'getReactionlist', args: [list], gives: { data: [{ reactionList }] } },
      {
        method: 'getReactionList',
        args: [{ ...list, groupId: undefined }],
        fails: orRefusedHere(605),
      },
      {
        method: 'getReactionDetail',
        args: [{ ...thumb, pageSize: 1 }],
        gives: {
          type: 0,
          data: { reaction: '👍', count: 2, userList: ['alice'], cursor: '1', isAddedBySelf: true },
        },
      },
      {
        method: 'getReactionDetail',
        args: [{ ...thumb, cursor: '1', pageSize: 1 }],
        gives: { data: { userList: ['bob'], cursor: '' } },
      },
      {
        method: 'getHistoryMessages',
        args: [{ targetId: 'g', chatType: 'groupChat' }],
        gives: { messages: [{ id: messageId, reactions: reactionList }] },
      },
      {
        method: 'deleteReaction',
        args: [thumb],
        gives: absent,
        hears: [['other', 'onReactionChange', change('delete', 1)]],
      },
      { method: 'deleteReaction', args: [thumb], fails: 1103 },
      { method: 'addReaction', args: [{ messageId: '1', reaction: 'x' }], fails: 1103 },
      {
        method: 'reportMessage',
        args: [{ messageId, reportType: 'spam', reportReason: 'ads' }],
        gives: absent,
      },
      {
        method: 'reportMessage',
        args: [{ messageId: '1', reportType: 'spam', reportReason: 'ads' }],
        fails: 51,
      },
    ]);
  },

  async pins({ surface, ids }) {
    const messageId = ids['to all'];
    const pin = { ...group, messageId };
    const heard = (operation) => ({
      ...pin,
      operation,
      operatorId: 'alice',
      time: aNumber,
    });
    const both = (operation) => [
      ['other', 'onMessagePinEvent', heard(operation)],
      ['twin', 'onMessagePinEvent', heard(operation)],
    ];
    const list = [
      {
        message: { id: messageId, msg: 'to all', chatType: 'groupChat' },
        pinTime: aNumber,
        operatorId: 'alice',
      },
    ];
    await surface.playAll([
      { method: 'pinMessage', args: [pin], gives: absent, hears: both('pin') },
      { method: 'pinMessage', args: [{ ...group, messageId: '1' }], fails: 51 },
      {
        by: 'other',
        method: 'getServerPinnedMessages',
        args: [{ ...group, pageSize: 10, cursor: '' }],
        gives: { type: 0, data: { list, cursor: '' } },
      },
      { method: 'unpinMessage', args: [pin], gives: absent, hears: both('unpin') },
      { method: 'unpinMessage', args: [pin], fails: 51 },
      { method: 'getServerPinnedMessages', args: [group], gives: { data: { list: none } } },
    ]);
  },

  async wire({ surface, sides: { one, other } }) {
    const sent = await surface.count('send', one.peer.text('bob', 'frist'));
    const { serverMsgId: mid } = sent;
    const where = ({ id }) => id === mid;
    await other.peer.next('onTextMessage', { where });
    const options = { chatType: 'singleChat', type: 'txt', to: 'bob', msg: 'first' };
    await surface.playAll([
      {
        method: 'modifyMessage',
        args: [{ messageId: mid, modifiedMessage: options }],
        gives: {
          message: {
            id: mid,
            msg: 'first',
            modifiedInfo: { operationCount: 1, operatorId: 'alice' },
          },
        },
        hears: [['other', 'onModifiedMessage', { id: mid, msg: 'first' }]],
      },
      {
        by: 'other',
        method: 'getHistoryMessages',
        args: [{ targetId: 'alice', chatType: 'singleChat', pageSize: 1 }],
        gives: { messages: [{ id: mid, msg: 'first', modifiedInfo: { operationCount: 1 } }] },
      },
      {
        method: 'recallMessage',
        args: [{ mid, to: 'bob', chatType: 'singleChat' }],
        hears: [['other', 'onRecallMessage', { mid }]],
      },
      {
        by: 'other',
        method: 'getHistoryMessages',
        args: [{ targetId: 'alice', chatType: 'singleChat' }],
        gives: { messages: (list) => !list.some(({ id }) => id === mid) },
      },
    ]);
  },
};

surfaceScenario('api-message: every method', METHODS, async (surface, stage) => {
  const { sides } = surface;
  for (const play of [parts.reactions, parts.pins, parts.wire]) {
    const ids = await talk(stage, sides);
    await play({ surface, sides, ids });
  }
  for (const play of [parts.history, conversations]) {
    await surface.play({ method: 'deleteAllMessagesAndConversations', gives: absent });
    const ids = await talk(stage, sides);
    await play({ surface, sides, ids });
  }
});
