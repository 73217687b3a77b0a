// Every method of the chat room module: what it answers, who hears of it, who is refused.
import { apiScenario, words } from '../harness/api.mjs';
import { aText, aTime, absent } from '../harness/shape.mjs';

const OPERATIONS = words(`
  addUsersToChatRoom addUsersToChatRoomAllowlist blockChatRoomMember blockChatRoomMembers
  createChatRoom destroyChatRoom disableSendChatRoomMsg enableSendChatRoomMsg
  fetchChatRoomAnnouncement getChatRoomAdmin getChatRoomAllowlist getChatRoomAttributes
  getChatRoomBlocklist getChatRoomDetails getChatRoomMembers getChatRoomMutelist getChatRooms
  getJoinedChatRooms isInChatRoomAllowlist isInChatRoomMutelist joinChatRoom leaveChatRoom
  listChatRoomMembers modifyChatRoom muteChatRoomMember removeChatRoomAdmin
  removeChatRoomAllowlistMember removeChatRoomAttribute removeChatRoomAttributes
  removeChatRoomMember removeChatRoomMembers setChatRoomAdmin setChatRoomAttribute
  setChatRoomAttributes unblockChatRoomMember unblockChatRoomMembers unmuteChatRoomMember
  updateChatRoomAnnouncement
`);

const OLD_NAMES = words(`
  addUsersToChatRoomWhitelist chatRoomBlockMulti chatRoomBlockSingle getChatRoomBlacklist
  getChatRoomBlacklistNew getChatRoomMuteList getChatRoomMuted getChatRoomWhitelist
  isChatRoomWhiteUser listChatRoomMember quitChatRoom removeChatRoomBlockMulti
  removeChatRoomBlockSingle removeChatRoomWhitelistMember removeMultiChatRoomMember
  removeMuteChatRoomMember removeSingleChatRoomMember rmUsersFromChatRoomWhitelist
`);

const USERS = ['alice', 'bob', 'carol'];
const DENIED = 603;

// What is told of a room: to whom, what, and what else has to be in it.
const tell = (to, operation, more) => ({ to, event: 'onChatroomEvent', operation, ...more });
const tellAll = (operation, more) => USERS.map((to) => tell(to, operation, more));

async function newRoom(api, more = {}) {
  const options = { name: 'Lobby', description: 'd', maxusers: 10, ...more };
  const answers = { data: { id: aText } };
  return (await api.call('alice', 'createChatRoom', options, { answers })).data.id;
}

// `[user, method, parameters besides the room, what is answered, who is told]`
function playAll(api, id, rows) {
  return api.playAll(rows.map(([user, method, parameters, answers, told = []]) => {
    // Some methods know the room by one name, some by the other.
    const argument = { chatRoomId: id, roomId: id, ...parameters };
    return [user, method, argument, answers, told.map((event) => ({ id, ...event }))];
  }));
}

async function madeAndDissolved(api) {
  const id = await newRoom(api, { members: ['bob'] });
  const result = (user, done = true) => ({ result: done, user, id });
  await playAll(api, id, [
    ['bob', 'getChatRooms', { pagenum: 1, pagesize: 20 }, {
      data: [{ id, name: 'Lobby', owner: aText, affiliations_count: 2 }],
    }],
    ['bob', 'getChatRoomDetails', {}, { data: [{
      id, name: 'Lobby', description: 'd', maxusers: 10, owner: 'alice', created: aTime,
      membersonly: false, allowinvites: false, custom: '', mute: false, affiliations_count: 2,
      affiliations: [{ owner: 'alice' }, { member: 'bob' }], public: true, shieldgroup: false,
    }] }],
    ['carol', 'joinChatRoom', { ext: 'hey' }, {
      type: 0,
      data: { action: 'apply', result: true, id, user: 'carol', info: { memberCount: 3 } },
    }, [tell('bob', 'memberPresence', { from: 'carol', ext: 'hey', memberCount: 3 })]],
    ['carol', 'getJoinedChatRooms', { pageNum: 1, pageSize: 20 }, { type: 0, data: [
      { id, name: 'Lobby', owner: 'alice', created: aTime, description: 'd', maxusers: 10 },
    ] }],
    ['carol', 'getChatRoomMembers', { limit: 2 }, { type: 0, data: { cursor: 'bob', members: [
      { role: 'owner', userId: 'alice', joinedTime: aTime },
      { role: 'member', userId: 'bob', joinedTime: aTime },
    ] } }],
    ['carol', 'getChatRoomMembers', { limit: 2, cursor: 'bob' }, {
      data: { cursor: absent, members: [{ role: 'member', userId: 'carol' }] },
    }],
    ['carol', 'listChatRoomMembers', { pageNum: 1, pageSize: 20 }, {
      count: 3, data: [{ owner: 'alice' }, { member: 'bob' }, { member: 'carol' }],
    }],
    ['alice', 'modifyChatRoom', { chatRoomName: 'Hall', description: 'new', maxusers: 20 }, {
      data: { groupname: true, description: true, maxusers: true },
    }, tellAll('updateInfo')],
    ['carol', 'leaveChatRoom', {}, { type: 0, data: { result: true } },
      [tell('alice', 'memberAbsence', { from: 'carol' })]],
    ['alice', 'addUsersToChatRoom', { users: ['carol'] }, { data: { newmembers: ['carol'], id } },
      [tell('bob', 'memberPresence', { from: 'carol' })]],
    ['alice', 'removeChatRoomMember', { username: 'carol' }, { data: result('carol') },
      [tell('carol', 'removeMember', { from: 'alice' })]],
    ['alice', 'removeChatRoomMembers', { users: ['bob', 'carol'] }, {
      data: [result('bob'), { ...result('carol', false), reason: aText }],
    }, [tell('bob', 'removeMember')]],
    ['bob', 'joinChatRoom', {}, { data: { result: true } }],
    ['alice', 'destroyChatRoom', {}, { data: { success: true, id } },
      [tell('bob', 'destroy', { from: 'alice' })]],
  ]);
  await api.refused('alice', 'getChatRoomDetails', { chatRoomId: id }, 705);
  await api.refused('alice', 'joinChatRoom', { roomId: id }, 705);
}

async function rolesAndRules(api) {
  const id = await newRoom(api, { members: ['bob', 'carol'] });
  const one = (action, user) => ({ data: { action, result: true, user, id } });
  const list = (action, ...users) => ({ data: users.map((user) => one(action, user).data) });
  const userId = 'carol';
  await playAll(api, id, [
    ['alice', 'setChatRoomAdmin', { username: 'bob' }, {
      data: { result: 'success', newadmin: 'bob' },
    }, [tell('bob', 'setAdmin', { userId: 'bob' })]],
    ['carol', 'getChatRoomAdmin', {}, { data: ['bob'] }],
    ['bob', 'muteChatRoomMember', { username: 'carol', muteDuration: 600_000 }, {
      data: [{ result: true, expire: aTime, user: 'carol' }],
    }, [tell('carol', 'muteMember', { userId, muteTimestamp: { carol: aTime } })]],
    ['carol', 'isInChatRoomMutelist', {}, { type: 0, data: true }],
    ['bob', 'getChatRoomMutelist', {}, { data: [{ user: 'carol', expire: aTime }] }],
    ['bob', 'unmuteChatRoomMember', { username: 'carol' }, {
      data: [{ result: true, user: 'carol' }],
    }, [tell('carol', 'unmuteMember', { userId })]],
    ['carol', 'isInChatRoomMutelist', {}, { data: false }],
    ['alice', 'disableSendChatRoomMsg', {}, { data: { mute: true } }, tellAll('muteAllMembers')],
    ['alice', 'addUsersToChatRoomAllowlist', { users: ['carol'] },
      one('add_user_whitelist', 'carol'), [tell('carol', 'addUserToAllowlist', { userId })]],
    ['alice', 'addUsersToChatRoomAllowlist', { users: ['bob', 'carol'] },
      list('add_user_whitelist', 'bob', 'carol')],
    ['alice', 'getChatRoomAllowlist', {}, { data: ['bob', 'carol'] }],
    ['carol', 'isInChatRoomAllowlist', { userName: 'carol' }, {
      data: { white: true, member: 'carol' },
    }],
  ]);
  await api.text('carol', id, 'allowed to speak', { chatType: 'chatRoom' });
  await playAll(api, id, [
    ['alice', 'removeChatRoomAllowlistMember', { userName: 'carol' },
      one('remove_user_whitelist', 'carol'), [tell('carol', 'removeAllowlistMember', { userId })]],
    ['alice', 'enableSendChatRoomMsg', {}, { data: { mute: false } }, tellAll('unmuteAllMembers')],
    ['alice', 'removeChatRoomAdmin', { username: 'bob' }, {
      data: { result: 'success', oldadmin: 'bob' },
    }, [tell('bob', 'removeAdmin')]],
    ['alice', 'blockChatRoomMember', { username: 'carol' }, one('add_blocks', 'carol'),
      [tell('carol', 'removeMember')]],
    ['alice', 'getChatRoomBlocklist', {}, { data: ['carol'] }],
    ['alice', 'unblockChatRoomMember', { username: 'carol' }, one('remove_blocks', 'carol'),
      [tell('carol', 'unblockMember')]],
    ['carol', 'joinChatRoom', {}, {}, [tell('bob', 'memberPresence', { from: 'carol' })]],
    ['alice', 'blockChatRoomMembers', { usernames: ['bob', 'carol'] },
      list('add_blocks', 'bob', 'carol'), [tell('bob', 'removeMember')]],
    ['alice', 'unblockChatRoomMembers', { usernames: ['bob', 'carol'] },
      list('remove_blocks', 'bob', 'carol'), [tell('bob', 'unblockMember')]],
  ]);
  await api.refused('alice', 'removeChatRoomMember', { chatRoomId: id, username: 'bob' }, 702);
  await api.refused('alice', 'setChatRoomAdmin', { chatRoomId: id, username: 'bob' }, 702);
}

async function refusals(api) {
  const id = await newRoom(api, { members: ['bob', 'carol'] });
  const username = 'carol';
  const asRulers = [
    ['modifyChatRoom', { chatRoomName: 'x' }],
    ['updateChatRoomAnnouncement', { announcement: 'x' }],
    ['muteChatRoomMember', { username, muteDuration: 1000 }],
    ['unmuteChatRoomMember', { username }],
    ['getChatRoomMutelist', {}],
    ['disableSendChatRoomMsg', {}],
    ['enableSendChatRoomMsg', {}],
    ['blockChatRoomMember', { username }],
    ['blockChatRoomMembers', { usernames: [username] }],
    ['unblockChatRoomMember', { username }],
    ['unblockChatRoomMembers', { usernames: [username] }],
    ['getChatRoomBlocklist', {}],
    ['addUsersToChatRoomAllowlist', { users: [username] }],
    ['removeChatRoomAllowlistMember', { userName: username }],
    ['getChatRoomAllowlist', {}],
    ['removeChatRoomMember', { username }],
    ['removeChatRoomMembers', { users: [username, 'alice'] }],
  ];
  const asOwner = [
    ['destroyChatRoom', {}],
    ['setChatRoomAdmin', { username }],
    ['removeChatRoomAdmin', { username }],
  ];
  for (const [method, parameters] of [...asRulers, ...asOwner]) {
    await api.refused('bob', method, { chatRoomId: id, roomId: id, ...parameters }, DENIED);
  }
  await api.call('alice', 'setChatRoomAdmin', { chatRoomId: id, username: 'bob' });
  for (const [method, parameters] of asOwner) {
    await api.refused('bob', method, { chatRoomId: id, ...parameters }, DENIED);
  }
}

async function announced(api) {
  const id = await newRoom(api, { members: ['bob'] });
  const announcement = '公告';
  await playAll(api, id, [
    ['alice', 'updateChatRoomAnnouncement', { announcement }, { data: { id, result: true } },
      ['alice', 'bob'].map((to) => tell(to, 'updateAnnouncement', { announcement }))],
    ['bob', 'fetchChatRoomAnnouncement', {}, { data: { announcement } }],
  ]);
}

async function attributes(api) {
  const id = await newRoom(api, { members: ['bob', 'carol'] });
  const done = (...successKeys) => ({
    type: 0, data: { status: 'success', errorKeys: {}, successKeys },
  });
  const set = (values) => tellAll('updateChatRoomAttributes', { attributes: values });
  const removed = (keys) => tellAll('removeChatRoomAttributes', { attributes: keys });
  await playAll(api, id, [
    ['bob', 'setChatRoomAttributes', { attributes: { k1: 'v1', k2: '值' }, autoDelete: false },
      done('k1', 'k2'), set({ k1: 'v1', k2: '值' })],
    ['bob', 'setChatRoomAttribute', { attributeKey: 'seat', attributeValue: '1' }, undefined,
      set({ seat: '1' })],
    ['carol', 'setChatRoomAttributes', { attributes: { k1: 'x', k3: 'v3' } }, {
      data: { status: 'fail', errorKeys: { k1: aText }, successKeys: ['k3'] },
    }, set({ k3: 'v3', k1: absent })],
    ['carol', 'setChatRoomAttribute', { attributeKey: 'k1', attributeValue: 'x', isForced: true },
      undefined, set({ k1: 'x' })],
    ['alice', 'getChatRoomAttributes', {}, {
      type: 0, data: { k1: 'x', k2: '值', k3: 'v3', seat: '1' },
    }],
    ['alice', 'getChatRoomAttributes', { attributeKeys: ['k2'] }, {
      data: { k1: absent, k2: '值' },
    }],
    ['bob', 'removeChatRoomAttribute', { attributeKey: 'k2' }, undefined, removed(['k2'])],
    ['bob', 'removeChatRoomAttributes', { attributeKeys: ['k1', 'k3'], isForced: true },
      done('k1', 'k3'), removed(['k1', 'k3'])],
    ['bob', 'leaveChatRoom', {}, {}, [tell('alice', 'removeChatRoomAttributes', {
      attributes: ['seat'],
    })]],
    ['alice', 'getChatRoomAttributes', {}, { data: { seat: absent } }],
  ]);
  const chatRoomId = id;
  const one = { chatRoomId, attributeKey: 'k', attributeValue: 'v' };
  await api.call('carol', 'setChatRoomAttribute', one);
  await api.refused('alice', 'setChatRoomAttribute', one, 52);
  await api.refused('alice', 'removeChatRoomAttribute', one, 52);
  await api.refused('alice', 'setChatRoomAttribute', { ...one, attributeKey: 'a b' }, -3);
  const long = { ...one, attributeKey: 'long', attributeValue: 'v'.repeat(4097) };
  await api.refused('alice', 'setChatRoomAttribute', long, 50);
  await api.refused('bob', 'setChatRoomAttribute', one, 702);
}

// The names these methods had before.
async function oldNames(api) {
  const id = await newRoom(api, { members: ['bob', 'carol'] });
  const result = (action, user) => ({ data: { action, result: true, user, id } });
  const muteDuration = 60_000;
  await playAll(api, id, [
    ['alice', 'listChatRoomMember', { pageNum: 1, pageSize: 5 }, { count: 3 }],
    ['alice', 'muteChatRoomMember', { username: 'bob', muteDuration }, { data: [{ user: 'bob' }] }],
    ['alice', 'getChatRoomMuteList', {}, { data: [{ user: 'bob' }] }],
    ['alice', 'getChatRoomMuted', {}, { data: [{ user: 'bob' }] }],
    ['alice', 'removeMuteChatRoomMember', { username: 'bob' }, { data: [{ user: 'bob' }] }],
    ['alice', 'addUsersToChatRoomWhitelist', { users: ['bob'] },
      result('add_user_whitelist', 'bob')],
    ['alice', 'getChatRoomWhitelist', {}, { data: ['bob'] }],
    ['bob', 'isChatRoomWhiteUser', { userName: 'bob' }, { data: { white: true } }],
    ['alice', 'rmUsersFromChatRoomWhitelist', { userName: 'bob' },
      result('remove_user_whitelist', 'bob')],
    ['alice', 'removeChatRoomWhitelistMember', { userName: 'bob' },
      result('remove_user_whitelist', 'bob')],
    ['alice', 'chatRoomBlockSingle', { username: 'bob' }, result('add_blocks', 'bob')],
    ['alice', 'getChatRoomBlacklist', {}, { data: ['bob'] }],
    ['alice', 'getChatRoomBlacklistNew', {}, { data: ['bob'] }],
    ['alice', 'removeChatRoomBlockSingle', { username: 'bob' }, result('remove_blocks', 'bob')],
    ['alice', 'chatRoomBlockMulti', { usernames: ['carol'] }, { data: [{ user: 'carol' }] }],
    ['alice', 'removeChatRoomBlockMulti', { usernames: ['carol'] }, { data: [{ user: 'carol' }] }],
    ['alice', 'addUsersToChatRoom', { users: ['bob', 'carol'] }],
    ['alice', 'removeSingleChatRoomMember', { username: 'bob' }, result('remove_member', 'bob')],
    ['alice', 'removeMultiChatRoomMember', { users: ['carol', 'bob'] }, { data: [{}, {}] }],
    ['bob', 'joinChatRoom', {}],
    ['bob', 'quitChatRoom', {}, { data: { result: true } }],
  ]);
}

apiScenario('api-chatroom', {
  users: USERS,
  methods: [...OPERATIONS, ...OLD_NAMES],
  parts: { madeAndDissolved, rolesAndRules, refusals, announced, attributes, oldNames },
});
