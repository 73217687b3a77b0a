// Every method of the thread module: what it answers, who hears of it, who is refused.
import { apiScenario, words } from '../harness/api.mjs';
import { aText, aTime, absent } from '../harness/shape.mjs';

const METHODS = words(`
  changeChatThreadName createChatThread destroyChatThread getChatThreadDetail
  getChatThreadLastMessage getChatThreadMembers getChatThreads getJoinedChatThreads joinChatThread
  leaveChatThread removeChatThreadMember
`);

const DENIED = 603;
const GROUP = { chatType: 'groupChat' };

// A group of alice's with everybody in it, and a message in it.
async function topic(api, msg) {
  const options = { groupName: 'g', isPublic: true, members: ['bob', 'carol'] };
  const parentId = (await api.call('alice', 'createGroupVNext', options)).data.groupId;
  const { serverMsgId: messageId } = await api.text('alice', parentId, msg, GROUP);
  return { parentId, messageId };
}

async function lifeOfAThread(api) {
  const { parentId, messageId } = await topic(api, 'topic');
  const name = '话题';
  const made = await api.call('bob', 'createChatThread', { parentId, name, messageId }, {
    answers: { data: { chatThreadId: aText } },
  });
  const { chatThreadId } = made.data;
  // What the group hears, and what the other device of who did it hears.
  const change = (to, operation, more) => ({
    to, event: 'onChatThreadChange', operation, id: chatThreadId, parentId, ...more,
  });
  const device = (to, operation) => ({
    to, event: 'onMultiDeviceEvent', operation, chatThreadId, parentId,
  });
  const detail = { id: chatThreadId, name, owner: 'bob', created: aTime, messageId, parentId };
  const thread = { chatThreadId };
  const created = { name, messageId, operator: 'bob', messageCount: 0, createTimestamp: aTime };
  await api.told([change('carol', 'create', created), device('bob', 'chatThreadCreate')]);

  const cursor = '';
  const pageSize = 20;
  await api.playAll([
    ['carol', 'joinChatThread', thread, { data: { status: 'ok', detail } },
      [device('carol', 'chatThreadJoin')]],
    ['alice', 'getChatThreadDetail', thread, { data: { ...detail, affiliationsCount: 2 } }],
    ['alice', 'getChatThreadMembers', { ...thread, pageSize: 1, cursor }, {
      data: { affiliations: ['bob'] }, properties: { cursor: aText },
    }],
    ['alice', 'getChatThreadMembers', { ...thread, pageSize, cursor: 'bob' }, {
      data: { affiliations: ['carol'] }, properties: { cursor: absent },
    }],
    ['alice', 'getChatThreads', { parentId, pageSize, cursor }, { entities: [detail] }],
    ['alice', 'getJoinedChatThreads', { parentId, pageSize, cursor }, { entities: [] }],
    ['carol', 'getJoinedChatThreads', { parentId, pageSize, cursor }, { entities: [detail] }],
    ['carol', 'getJoinedChatThreads', { pageSize, cursor }, { entities: [detail] }],
    ['alice', 'getChatThreadLastMessage', { chatThreadIds: [chatThreadId] }, {
      entities: [{ chatThreadId, lastMessage: {} }],
    }],
  ]);

  const { serverMsgId } = await api.text('carol', chatThreadId, 'in it', {
    ...GROUP, isChatThread: true,
  });
  const lastMessage = { id: serverMsgId, type: 'txt', msg: 'in it', from: 'carol' };
  await api.told([change('alice', 'update', { messageCount: 1, lastMessage })]);
  await api.playAll([
    ['alice', 'getChatThreadLastMessage', { chatThreadIds: [chatThreadId] }, {
      entities: [{ chatThreadId, lastMessage: { ...lastMessage, to: chatThreadId, time: aTime } }],
    }],
    ['bob', 'changeChatThreadName', { ...thread, name: 'new' }, { data: { name: 'new' } }, [
      change('carol', 'update', { name: 'new', operator: 'bob' }),
      device('bob', 'chatThreadNameUpdate'),
    ]],
    ['carol', 'leaveChatThread', thread, undefined, [device('carol', 'chatThreadLeave')]],
    ['carol', 'joinChatThread', thread, {}],
    ['alice', 'removeChatThreadMember', { ...thread, username: 'carol' }, {
      data: { result: true, user: 'carol' },
    }, [change('carol', 'userRemove', { operator: 'alice', userName: 'carol' })]],
  ]);

  await api.refused('carol', 'createChatThread', { parentId, name, messageId }, 1301);
  for (const [user, method] of [
    ['bob', 'destroyChatThread'],
    ['carol', 'changeChatThreadName'],
    ['bob', 'removeChatThreadMember'],
  ]) {
    await api.refused(user, method, { ...thread, name: 'x', username: 'bob' }, DENIED);
  }
  await api.call('alice', 'destroyChatThread', thread, {
    told: [change('bob', 'destroy', { operator: 'alice' }), device('alice', 'chatThreadDestroy')],
  });
  await api.refused('bob', 'getChatThreadDetail', thread, 1300);
}

async function pages(api) {
  const { parentId } = await topic(api, 'first');
  const threads = [];
  for (let n = 0; n < 3; n += 1) {
    const { serverMsgId } = await api.text('bob', parentId, `topic ${n}`, GROUP);
    const options = { parentId, name: `t${n}`, messageId: serverMsgId };
    threads.push((await api.call('bob', 'createChatThread', options)).data.chatThreadId);
  }
  const [first, second, third] = threads.map((id) => ({ id, parentId }));
  const page = { parentId, pageSize: 2 };
  const answered = await api.call('carol', 'getChatThreads', { ...page, cursor: '' }, {
    answers: { entities: [first, second], properties: { cursor: aText } },
  });
  const { cursor } = answered.properties;
  await api.call('carol', 'getChatThreads', { ...page, cursor }, {
    answers: { entities: [third], properties: { cursor: absent } },
  });
  const chatThreadIds = threads;
  await api.call('carol', 'getChatThreadLastMessage', { chatThreadIds }, {
    answers: { entities: threads.map((chatThreadId) => ({ chatThreadId })) },
  });
}

apiScenario('api-thread', {
  users: ['alice', 'bob', 'carol'],
  methods: METHODS,
  parts: { lifeOfAThread, pages },
});
