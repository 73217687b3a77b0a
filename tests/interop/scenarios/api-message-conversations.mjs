// Conversations: listed, pinned, marked, deleted.
import { aNumber, aText, absent } from '../harness/shape.mjs';
import { bob, empty, group, none, told, withBob } from './api-message-stage.mjs';

export async function conversations({ surface, ids }) {
  const last = {
    id: ids['to all'],
    type: 'txt',
    msg: 'to all',
    chatType: 'groupChat',
    from: 'bob',
  };
  const listed = [
    { ...group, isPinned: false, pinnedTime: 0, unReadCount: 1, lastMessage: last },
    { ...bob, unReadCount: 1, lastMessage: { id: ids.second, chatType: 'singleChat' } },
  ];
  await surface.playAll([
    {
      method: 'getServerConversations',
      args: [{ pageSize: 20, cursor: '' }],
      gives: { type: 0, data: { conversations: listed, cursor: '' } },
    },
    {
      method: 'getServerConversations',
      args: [{ pageSize: 1, cursor: '' }],
      gives: { data: { conversations: listed.slice(0, 1), cursor: aText } },
    },
    {
      method: 'getConversationlist',
      gives: {
        type: 0,
        data: {
          channel_infos: [
            {
              channel_id: 'oracle#test_g@conference.easemob.com',
              unread_num: 1,
              lastMessage: { msg: 'to all' },
            },
            { channel_id: 'oracle#test_bob@easemob.com', lastMessage: { msg: 'second' } },
          ],
        },
      },
    },
    {
      method: 'getConversationlist',
      args: [{ pageNum: 2, pageSize: 1 }],
      gives: { data: { channel_infos: [{ channel_id: 'oracle#test_bob@easemob.com' }] } },
    },
    {
      method: 'getSessionList',
      gives: {
        type: 0,
        data: { channel_infos: [{ meta: { id: ids['to all'] } }, { meta: { id: ids.second } }] },
      },
    },
    {
      method: 'pinConversation',
      args: [{ ...bob, isPinned: true }],
      gives: { type: 0, data: { isPinned: true, pinnedTime: aNumber } },
      hears: [told('pinnedConversation', bob)],
    },
    {
      method: 'getServerPinnedConversations',
      args: [{ pageSize: 20, cursor: '' }],
      gives: {
        type: 0,
        data: { conversations: [{ ...bob, isPinned: true, pinnedTime: aNumber }] },
      },
    },
    {
      method: 'pinConversation',
      args: [{ ...bob, isPinned: false }],
      gives: { data: { isPinned: false, pinnedTime: 0 } },
      hears: [told('unpinnedConversation', bob)],
    },
    { method: 'getServerPinnedConversations', args: [{}], gives: empty },
    {
      method: 'pinConversation',
      args: [{ ...bob, conversationId: 'nobody', isPinned: true }],
      fails: 1400,
    },
    {
      method: 'addConversationMark',
      args: [{ conversations: [bob, group], mark: 3 }],
      gives: absent,
      hears: [
        told('markConversation', bob, { conversationMark: 3 }),
        told('markConversation', group, { conversationMark: 3 }),
      ],
    },
    {
      method: 'getServerConversationsByFilter',
      args: [{ pageSize: 10, cursor: '', filter: { mark: 3 } }],
      gives: {
        type: 0,
        data: {
          conversations: [
            { ...group, marks: [3] },
            { ...bob, marks: [3] },
          ],
        },
      },
    },
    {
      method: 'removeConversationMark',
      args: [{ conversations: [group, bob], mark: 3 }],
      gives: absent,
      hears: [told('unMarkConversation', group, { conversationMark: 3 })],
    },
    { method: 'getServerConversationsByFilter', args: [{ filter: { mark: 3 } }], gives: empty },
    {
      method: 'deleteConversation',
      args: [{ channel: 'bob', chatType: 'singleChat', deleteRoam: false }],
      gives: { type: 0, data: { result: 'ok' } },
      hears: [told('deleteConversation', bob)],
    },
    {
      method: 'deleteSession',
      args: [{ channel: 'g', chatType: 'groupChat', deleteRoam: true }],
      gives: { data: { result: 'ok' } },
      hears: [told('deleteConversation', group)],
    },
    { method: 'getServerConversations', args: [{}], gives: empty },
    {
      method: 'getHistoryMessages',
      args: [withBob],
      gives: { messages: (list) => list.length === 2 },
    },
    { method: 'deleteAllMessagesAndConversations', gives: absent },
    { method: 'getHistoryMessages', args: [withBob], gives: { messages: none } },
  ]);
}
