// Every method of the group module: what it answers, who hears of it, who is refused.
import assert from 'node:assert/strict';
import { apiScenario, words } from '../harness/api.mjs';
import { aText, aTime, absent, holds } from '../harness/shape.mjs';

const OPERATIONS = words(`
  acceptGroupInvite acceptGroupJoinRequest addUsersToGroupAllowlist blockGroupMember
  blockGroupMembers blockGroupMessage blockGroupMessages changeGroupOwner createGroup
  createGroupVNext destroyGroup disableSendGroupMsg enableSendGroupMsg fetchGroupAnnouncement
  getGroup getGroupAdmin getGroupAllowlist getGroupBlocklist getGroupInfo getGroupMemberAttributes
  getGroupMembers getGroupMembersAttributes getGroupMsgReadUser getGroupMutelist getJoinedGroups
  getJoinedGroupsCount getPublicGroups inviteUsersToGroup isInGroupAllowlist isInGroupMutelist
  joinGroup leaveGroup listGroupMembers modifyGroup muteGroupMember rejectGroupInvite
  rejectGroupJoinRequest removeGroupAdmin removeGroupAllowlistMember removeGroupMember
  removeGroupMembers setGroupAdmin setGroupMemberAttributes unblockGroupMember unblockGroupMembers
  unblockGroupMessage unmuteGroupMember updateGroupAnnouncement
`);

const OLD_NAMES = words(`
  addUsersToGroupWhitelist agreeInviteIntoGroup agreeJoinGroup blockGroup changeOwner
  createGroupNew dissolveGroup getGroupBlacklist getGroupBlacklistNew getGroupMuteList
  getGroupWhitelist getMuted groupBlockMulti groupBlockSingle inviteToGroup isGroupWhiteUser
  isInGroupWhiteList listGroupMember listGroups mute quitGroup rejectInviteIntoGroup
  rejectJoinGroup removeAdmin removeGroupBlockMulti removeGroupBlockSingle
  removeGroupWhitelistMember removeMultiGroupMember removeMute removeSingleGroupMember
  rmUsersFromGroupWhitelist setAdmin
`);

const USERS = ['alice', 'bob', 'carol'];
const DENIED = 603;

// What is told of a group: to whom, what, and what else has to be in it.
const tell = (to, operation, more) => ({ to, event: 'onGroupEvent', operation, ...more });
const tellAll = (operation, more) => USERS.map((to) => tell(to, operation, more));

async function newGroup(api, more = {}) {
  const options = { groupName: 'Friends 朋友', isPublic: true, ...more };
  const answers = { type: 0, data: { groupId: aText } };
  const made = await api.call('alice', 'createGroupVNext', options, { answers });
  const { groupId } = made.data;
  const where = (data) => data.operation === 'create' && data.id === groupId;
  await api.heard('alice', 'onGroupEvent', { where });
  return groupId;
}

// `[user, method, parameters besides groupId, what is answered, who is told]`
function playAll(api, id, rows) {
  return api.playAll(rows.map(([user, method, parameters, answers, told = []]) => {
    const argument = { groupId: id, ...parameters };
    return [user, method, argument, answers, told.map((event) => ({ id, ...event }))];
  }));
}

async function madeAndDissolved(api) {
  const members = ['bob'];
  const options = { description: 'about', members, extension: 'x', avatar: 'a.png' };
  const groupId = await newGroup(api, { ...options, maxMemberCount: 3, inviteNeedConfirm: false });
  const where = (data) => data.operation === 'directJoined' && data.id === groupId;
  await api.heard('bob', 'onGroupEvent', { where });
  await playAll(api, groupId, [
    ['bob', 'getGroupInfo', {}, { data: [{
      id: groupId, name: 'Friends 朋友', description: 'about', custom: 'x', avatar: 'a.png',
      owner: 'alice', membersonly: false, allowinvites: true, maxusers: 3, mute: false,
      created: aTime, affiliations_count: 2, disabled: false, public: true,
      permission: 'member', shieldgroup: false,
      affiliations: [{ owner: 'alice', joined_time: aTime }, { member: 'bob', joined_time: aTime }],
    }] }],
    ['carol', 'joinGroup', { message: 'hello' }, {
      data: { action: 'apply', result: true, user: 'carol', id: groupId },
    }, [tell('alice', 'memberPresence', { from: 'carol' }), tell('bob', 'memberPresence')]],
    ['alice', 'modifyGroup', { groupName: 'New', description: 'd', avatar: 'b.png', ext: 'y' }, {
      data: { groupname: true, description: true, avatar: true, custom: true },
    }, tellAll('updateInfo', { detail: { name: 'New', description: 'd', avatar: 'b.png' } })],
    ['bob', 'leaveGroup', {}, { data: { result: true } },
      [tell('alice', 'memberAbsence', { from: 'bob' })]],
    ['carol', 'inviteUsersToGroup', { users: ['bob'] }, {
      data: [{ action: 'invite', result: true, user: 'bob', id: groupId }],
    }, [tell('bob', 'directJoined', { from: 'carol', name: 'New' })]],
    ['alice', 'changeGroupOwner', { newOwner: 'bob' }, { data: { newowner: true } },
      [tell('alice', 'changeOwner'), tell('bob', 'changeOwner', { from: 'alice' })]],
    ['bob', 'removeGroupMember', { username: 'carol' }, {
      data: { action: 'remove_member', result: true, user: 'carol', groupid: groupId },
    }, [tell('carol', 'removeMember', { from: 'bob' })]],
    ['bob', 'removeGroupMembers', { users: ['alice', 'carol'] }, {
      data: [
        { result: true, user: 'alice', groupid: groupId },
        { result: false, user: 'carol', groupid: groupId, reason: aText },
      ],
    }, [tell('alice', 'removeMember', { from: 'bob' })]],
    ['bob', 'destroyGroup', {}, { data: { success: true, id: groupId } }, [tell('bob', 'destroy')]],
  ]);
  await api.refused('bob', 'getGroupInfo', { groupId }, 605);
  const data = { groupname: 'old', desc: 'd', members: ['bob'], public: true, approval: false };
  await api.call('alice', 'createGroup', { data }, {
    answers: { data: { groupid: aText } },
    told: [tell('bob', 'directJoined', { name: 'old' })],
  });
  const named = { groupName: 'x', members: ['nobody'] };
  await api.refused('alice', 'createGroupVNext', named, 204);
}

async function lists(api) {
  const ids = [];
  for (let n = 0; n < 3; n += 1) {
    ids.push(await newGroup(api, { groupName: `g${n}`, members: ['bob'] }));
  }
  const page = { pageNum: 1, pageSize: 2 };
  await api.call('bob', 'getJoinedGroups', page, { answers: { data: [
    { groupid: ids[0], groupname: 'g0', disabled: false, role: 'member' },
    { groupid: ids[1], groupname: 'g1' },
  ] } });
  const detailed = { pageNum: 1, pageSize: 2, needAffiliations: true, needRole: true };
  await api.call('bob', 'getJoinedGroups', detailed, { answers: { entities: [{
    groupId: ids[2], groupName: 'g2', affiliationsCount: 2, role: 'member', disabled: false,
    approval: false, allowInvites: true, description: '', maxUsers: 200, public: true,
  }] } });
  await api.call('alice', 'getGroup', [], { answers: { data: [
    { groupid: ids[0], groupname: 'g0' }, { groupid: ids[1] }, { groupid: ids[2] },
  ] } });
  await api.call('bob', 'getJoinedGroupsCount', [], { answers: { type: 0, data: 3 } });
  await api.call('carol', 'getJoinedGroupsCount', [], { answers: { data: 0 } });
  const first = await api.call('carol', 'getPublicGroups', { limit: 2 }, { answers: {
    cursor: aText, data: [{ groupid: ids[0], groupname: 'g0' }, { groupid: ids[1] }],
  } });
  await api.call('carol', 'getPublicGroups', { limit: 2, cursor: first.cursor }, { answers: {
    cursor: absent, data: [{ groupid: ids[2], groupname: 'g2' }],
  } });
  await api.call('alice', 'getGroupInfo', { groupId: ids }, { answers: {
    data: ids.map((id) => ({ id })),
  } });

  const groupId = ids[0];
  await api.call('alice', 'setGroupAdmin', { groupId, username: 'bob' });
  await api.call('carol', 'joinGroup', { groupId });
  const members = await api.call('carol', 'getGroupMembers', { groupId, limit: 2 }, { answers: {
    type: 0,
    data: { cursor: aText, members: [
      { role: 'owner', userId: 'alice', joinedTime: aTime },
      { role: 'admin', userId: 'bob', joinedTime: aTime },
    ] },
  } });
  const { cursor } = members.data;
  await api.call('carol', 'getGroupMembers', { groupId, cursor, limit: 2 }, { answers: {
    data: { cursor: absent, members: [{ role: 'member', userId: 'carol', joinedTime: aTime }] },
  } });
  await api.call('carol', 'listGroupMembers', { groupId, pageNum: 1, pageSize: 20 }, { answers: {
    count: 3, data: [{ owner: 'alice' }, { member: 'bob' }, { member: 'carol' }],
  } });
}

async function askedBeforeJoining(api) {
  const groupId = await newGroup(api, { needApprovalToJoin: true, inviteNeedConfirm: true });
  const asked = [tell('alice', 'requestToJoin', { from: 'bob', reason: 'please' })];
  const invited = [tell('bob', 'inviteToJoin', { from: 'alice', name: 'Friends 朋友' })];
  await playAll(api, groupId, [
    ['bob', 'joinGroup', { message: 'please' }, { data: { result: true } }, asked],
    ['alice', 'rejectGroupJoinRequest', { applicant: 'bob', reason: 'no' }, {
      data: { result: true },
    }, [tell('bob', 'joinPublicGroupDeclined', { userId: 'bob' })]],
    ['bob', 'joinGroup', { message: 'please' }, {}, asked],
    ['alice', 'acceptGroupJoinRequest', { applicant: 'bob' }, { data: { result: true } },
      [tell('bob', 'acceptRequest', { from: 'alice' })]],
    ['bob', 'leaveGroup', {}, {}, [tell('alice', 'memberAbsence', { from: 'bob' })]],
    ['alice', 'inviteUsersToGroup', { users: ['bob'] }, { data: [{ result: true }] }, invited],
    ['bob', 'rejectGroupInvite', { invitee: 'bob' }, { data: { result: true } },
      [tell('alice', 'rejectInvite', { from: 'bob' })]],
    ['alice', 'inviteUsersToGroup', { users: ['bob'] }, {}, invited],
    ['bob', 'acceptGroupInvite', { invitee: 'bob' }, { data: { result: true } },
      [tell('alice', 'acceptInvite', { from: 'bob' }), tell('alice', 'memberPresence')]],
  ]);
  await api.refused('alice', 'inviteUsersToGroup', { groupId, users: ['bob'] }, 601);
  await api.refused('bob', 'acceptGroupJoinRequest', { groupId, applicant: 'carol' }, DENIED);
  await api.refused('bob', 'joinGroup', { groupId }, DENIED);
}

async function rolesAndRules(api) {
  const groupId = await newGroup(api, { members: ['bob', 'carol'] });
  const list = (action, ...users) => ({
    data: users.map((user) => ({ action, result: true, user, groupid: groupId })),
  });
  const one = (action, user) => ({ data: { action, result: true, user, groupid: groupId } });
  const muteDuration = 600_000;
  const userId = 'carol';
  await playAll(api, groupId, [
    ['alice', 'setGroupAdmin', { username: 'bob' }, {
      data: { result: 'success', newadmin: 'bob' },
    }, [tell('bob', 'setAdmin', { userId: 'bob' }), tell('alice', 'setAdmin')]],
    ['carol', 'getGroupAdmin', {}, { data: ['bob'] }],
    ['bob', 'muteGroupMember', { username: ['carol'], muteDuration }, {
      data: [{ result: true, expire: aTime, user: 'carol' }],
    }, [
      tell('carol', 'muteMember', { userId, muteTimestamp: { carol: aTime } }),
      tell('alice', 'muteMember', { userId }), tell('bob', 'muteMember', { from: 'bob' }),
    ]],
    ['carol', 'isInGroupMutelist', {}, { type: 0, data: true }],
    ['bob', 'getGroupMutelist', {}, { data: [{ user: 'carol', expire: aTime }] }],
    ['bob', 'unmuteGroupMember', { username: 'carol' }, { data: [{ result: true, user: 'carol' }] },
      [tell('carol', 'unmuteMember', { userId })]],
    ['carol', 'isInGroupMutelist', {}, { data: false }],
    ['alice', 'disableSendGroupMsg', {}, { data: { mute: true } }, tellAll('muteAllMembers')],
    ['alice', 'addUsersToGroupAllowlist', { users: ['carol'] }, one('add_user_whitelist', 'carol'),
      [tell('carol', 'addUserToAllowlist', { userId }), tell('bob', 'addUserToAllowlist')]],
    ['alice', 'addUsersToGroupAllowlist', { users: ['bob', 'carol'] },
      list('add_user_whitelist', 'bob', 'carol')],
    ['alice', 'getGroupAllowlist', {}, { data: ['bob', 'carol'] }],
    ['carol', 'isInGroupAllowlist', { userName: 'carol' }, {
      data: { white: true, member: 'carol' },
    }],
  ]);
  await api.text('carol', groupId, 'allowed to speak', { chatType: 'groupChat' });
  await playAll(api, groupId, [
    ['alice', 'removeGroupAllowlistMember', { userName: 'carol' },
      one('remove_user_whitelist', 'carol'), [tell('carol', 'removeAllowlistMember', { userId })]],
    ['alice', 'enableSendGroupMsg', {}, { data: { mute: false } }, tellAll('unmuteAllMembers')],
    ['alice', 'removeGroupAdmin', { username: 'bob' }, {
      data: { result: 'success', oldadmin: 'bob' },
    }, [tell('bob', 'removeAdmin')]],
    ['alice', 'blockGroupMember', { username: 'carol' }, one('add_blocks', 'carol'),
      [tell('carol', 'removeMember')]],
    ['alice', 'getGroupBlocklist', {}, { data: ['carol'] }],
    ['alice', 'unblockGroupMember', { username: 'carol' }, one('remove_blocks', 'carol'),
      [tell('carol', 'unblockMember')]],
    ['carol', 'joinGroup', {}, {}, [tell('bob', 'memberPresence', { from: 'carol' })]],
    ['alice', 'blockGroupMembers', { usernames: ['bob', 'carol'] },
      list('add_blocks', 'bob', 'carol'), [tell('bob', 'removeMember')]],
  ]);
  await api.refused('bob', 'joinGroup', { groupId }, DENIED);
  await playAll(api, groupId, [
    ['alice', 'unblockGroupMembers', { usernames: ['bob', 'carol'] },
      list('remove_blocks', 'bob', 'carol'), [tell('bob', 'unblockMember')]],
  ]);
  const gone = 602;
  await api.refused('alice', 'removeGroupMember', { groupId, username: 'bob' }, gone);
  await api.refused('alice', 'setGroupAdmin', { groupId, username: 'bob' }, gone);
  await api.refused('bob', 'getGroupMembers', { groupId, limit: 2 }, gone);
}

async function refusals(api) {
  const groupId = await newGroup(api, { members: ['bob', 'carol'] });
  const username = 'carol';
  const asRulers = [
    ['modifyGroup', { groupName: 'x' }],
    ['updateGroupAnnouncement', { announcement: 'x' }],
    ['muteGroupMember', { username, muteDuration: 1000 }],
    ['unmuteGroupMember', { username }],
    ['getGroupMutelist', {}],
    ['disableSendGroupMsg', {}],
    ['enableSendGroupMsg', {}],
    ['blockGroupMember', { username }],
    ['blockGroupMembers', { usernames: [username] }],
    ['unblockGroupMember', { username }],
    ['unblockGroupMembers', { usernames: [username] }],
    ['getGroupBlocklist', {}],
    ['addUsersToGroupAllowlist', { users: [username] }],
    ['removeGroupAllowlistMember', { userName: username }],
    ['getGroupAllowlist', {}],
    ['removeGroupMember', { username }],
    ['removeGroupMembers', { users: [username, 'alice'] }],
    ['acceptGroupJoinRequest', { applicant: 'x' }],
    ['rejectGroupJoinRequest', { applicant: 'x' }],
  ];
  const asOwner = [
    ['changeGroupOwner', { newOwner: 'bob' }],
    ['destroyGroup', {}],
    ['setGroupAdmin', { username }],
    ['removeGroupAdmin', { username }],
  ];
  for (const [method, parameters] of [...asRulers, ...asOwner]) {
    await api.refused('bob', method, { groupId, ...parameters }, DENIED);
  }
  await api.call('alice', 'setGroupAdmin', { groupId, username: 'bob' });
  for (const [method, parameters] of asOwner) {
    await api.refused('bob', method, { groupId, ...parameters }, DENIED);
  }
}

async function announcementAndAttributes(api) {
  const groupId = await newGroup(api, { members: ['bob'] });
  const announcement = '公告';
  await playAll(api, groupId, [
    ['alice', 'updateGroupAnnouncement', { announcement }, { data: { id: groupId, result: true } },
      [tell('bob', 'updateAnnouncement', { announcement }), tell('alice', 'updateAnnouncement')]],
    ['bob', 'fetchGroupAnnouncement', {}, { data: { announcement } }],
  ]);

  const memberAttributes = { title: 'dev', city: '上海' };
  const attributes = { title: 'dev' };
  const updated = { operation: 'memberAttributesUpdate', userId: 'bob', attributes };
  await playAll(api, groupId, [
    ['bob', 'setGroupMemberAttributes', { userId: 'bob', memberAttributes }, undefined, [
      { to: 'alice', event: 'onGroupEvent', ...updated },
      { to: 'bob', event: 'onMultiDeviceEvent', ...updated },
    ]],
    ['alice', 'getGroupMemberAttributes', { userId: 'bob' }, { type: 0, data: memberAttributes }],
    ['alice', 'getGroupMembersAttributes', { userIds: ['alice', 'bob'], keys: ['title'] }, {
      data: { alice: { title: absent }, bob: { title: 'dev', city: absent } },
    }],
    ['alice', 'setGroupMemberAttributes', { userId: 'bob', memberAttributes: { title: 'boss' } },
      undefined, [{ to: 'bob', ...updated, event: 'onGroupEvent', attributes: { title: 'boss' } }]],
  ]);
  const set = (userId, wanted) => ({ groupId, userId, memberAttributes: wanted });
  const method = 'setGroupMemberAttributes';
  await api.refused('bob', method, set('alice', { title: 'x' }), 52);
  await api.refused('bob', method, set('bob', { title: 'x'.repeat(513) }), 50);
  await api.refused('bob', method, set('bob', {}), 609);
  await api.refused('carol', method, set('carol', { title: 'x' }), 602);
}

async function messages(api) {
  const groupId = await newGroup(api, { members: ['bob', 'carol'] });
  const chatType = 'groupChat';
  await api.call('bob', 'blockGroupMessage', { groupId }, { answers: { type: 0 } });
  const shielding = { answers: { data: [{ shieldgroup: true }] } };
  await api.call('bob', 'getGroupInfo', { groupId }, shielding);
  await api.text('alice', groupId, 'not for bob', { chatType });
  await api.call('bob', 'unblockGroupMessage', { groupId }, { answers: { type: 0 } });
  const options = { chatType, msgConfig: { allowGroupAck: true } };
  const { serverMsgId } = await api.text('alice', groupId, 'for all', options);
  const heard = await api.heard('bob', 'onTextMessage', { where: (data) => data.to === groupId });
  assert.equal(heard.msg, 'for all', 'what was said meanwhile does not come');
  const receipt = { type: 'read', chatType, id: serverMsgId, to: groupId };
  await api.send('bob', { ...receipt, msgConfig: { allowGroupAck: true }, ackContent: 'seen' });
  await api.call('alice', 'getGroupMsgReadUser', { groupId, msgId: serverMsgId }, { answers: {
    data: {
      ackmid: serverMsgId, is_last: true, next_key: '', total: 1, timestamp: aTime,
      userlist: holds('bob'),
    },
  } });
  await api.call('bob', 'blockGroupMessages', { groupId }, { answers: {
    entities: [{ username: 'bob', [`notification_ignore_${groupId}`]: true }],
  } });
}

// The names these methods had before.
async function oldNames(api) {
  const data = { groupname: 'old', desc: 'd', members: ['bob'], public: true, approval: true };
  const made = await api.call('alice', 'createGroupNew', { data }, {
    answers: { data: { groupid: aText } },
  });
  const groupId = made.data.groupid;
  const result = (action, user) => ({ data: { action, result: true, user, groupid: groupId } });
  const announced = { id: groupId, event: 'onGroupEvent' };
  const muteDuration = 60_000;
  await playAll(api, groupId, [
    ['carol', 'joinGroup', {}],
    ['alice', 'rejectJoinGroup', { applicant: 'carol', reason: 'no' }, { data: { result: true } }],
    ['carol', 'joinGroup', {}],
    ['alice', 'agreeJoinGroup', { applicant: 'carol' }, { data: { result: true } }],
    ['alice', 'listGroupMember', { pageNum: 1, pageSize: 5 }, { count: 3 }],
    ['carol', 'quitGroup', {}, { data: { result: true } }],
    ['alice', 'inviteToGroup', { users: ['carol'] }, { data: [{ user: 'carol' }] },
      [{ to: 'carol', ...announced, operation: 'directJoined' }]],
    ['alice', 'setAdmin', { username: 'bob' }, { data: { newadmin: 'bob' } }],
    ['alice', 'removeAdmin', { username: 'bob' }, { data: { oldadmin: 'bob' } }],
    ['alice', 'mute', { username: 'carol', muteDuration }, { data: [{ user: 'carol' }] }],
    ['alice', 'getGroupMuteList', {}, { data: [{ user: 'carol' }] }],
    ['alice', 'getMuted', {}, { data: [{ user: 'carol' }] }],
    ['alice', 'removeMute', { username: 'carol' }, { data: [{ user: 'carol' }] }],
    ['alice', 'addUsersToGroupWhitelist', { users: ['carol'] },
      result('add_user_whitelist', 'carol')],
    ['alice', 'getGroupWhitelist', {}, { data: ['carol'] }],
    ['carol', 'isGroupWhiteUser', { userName: 'carol' }, { data: { white: true } }],
    ['carol', 'isInGroupWhiteList', { userName: 'carol' }, { data: { white: true } }],
    ['alice', 'rmUsersFromGroupWhitelist', { userName: 'carol' },
      result('remove_user_whitelist', 'carol')],
    ['alice', 'removeGroupWhitelistMember', { userName: 'carol' },
      result('remove_user_whitelist', 'carol')],
    ['alice', 'groupBlockSingle', { username: 'carol' }, result('add_blocks', 'carol')],
    ['alice', 'getGroupBlacklist', {}, { data: ['carol'] }],
    ['alice', 'getGroupBlacklistNew', {}, { data: ['carol'] }],
    ['alice', 'removeGroupBlockSingle', { username: 'carol' }, result('remove_blocks', 'carol')],
    ['alice', 'groupBlockMulti', { usernames: ['bob'] }, { data: [{ action: 'add_blocks' }] }],
    ['alice', 'removeGroupBlockMulti', { usernames: ['bob'] }, { data: [{ user: 'bob' }] }],
    ['alice', 'inviteToGroup', { users: ['bob', 'carol'] }, { data: [{}, {}] }],
    ['alice', 'removeSingleGroupMember', { username: 'carol' }, result('remove_member', 'carol')],
    ['alice', 'inviteToGroup', { users: ['carol'] }, { data: [{}] }],
    ['alice', 'removeMultiGroupMember', { users: ['bob', 'carol'] }, { data: [{}, {}] }],
    ['alice', 'inviteToGroup', { users: ['bob'] }, { data: [{}] }],
    ['bob', 'blockGroup', {}, { entities: [{ username: 'bob' }] }],
    ['alice', 'changeOwner', { newOwner: 'bob' }, { data: { newowner: true } }],
    ['bob', 'dissolveGroup', {}, { data: { success: true } }],
  ]);
  await api.call('alice', 'listGroups', { limit: 1 }, { answers: { data: [{ groupid: aText }] } });
  const asking = await newGroup(api, { inviteNeedConfirm: true });
  await playAll(api, asking, [
    ['alice', 'inviteToGroup', { users: ['bob'] }, { data: [{}] }],
    ['bob', 'rejectInviteIntoGroup', { invitee: 'bob' }, { data: { result: true } }],
    ['alice', 'inviteToGroup', { users: ['bob'] }, { data: [{}] }],
    ['bob', 'agreeInviteIntoGroup', { invitee: 'bob' }, { data: { result: true } }],
  ]);
}

apiScenario('api-group', {
  users: USERS,
  methods: [...OPERATIONS, ...OLD_NAMES],
  parts: {
    lists,
    madeAndDissolved,
    askedBeforeJoining,
    rolesAndRules,
    refusals,
    announcementAndAttributes,
    messages,
    oldNames,
  },
});
