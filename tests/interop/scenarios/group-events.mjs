import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { bothWays } from '../harness/scenario.mjs';

function call(side, method, argument) {
  return side.peer.ask('call', { method, args: [argument] });
}

// What a side is told of a group next; the rest of the event has to be `more`.
async function told(side, operation, id, more) {
  const where = (data) => data.operation === operation && data.id === id;
  const { operation: _, id: __, ...rest } = await side.peer.next('onGroupEvent', { where });
  if (more) assert.deepEqual(rest, more);
  return rest;
}

async function group(side, options = {}) {
  const groupName = 'Friends 朋友';
  const { data } = await call(side, 'createGroupVNext', { groupName, isPublic: true, ...options });
  return data.groupId;
}

bothWays('group made, left, joined and dissolved', async ({ from, to }) => {
  const groupId = await group(from, { members: [to.user] });
  await told(to, 'directJoined', groupId, { from: from.user, name: 'Friends 朋友' });
  const info = await call(to, 'getGroupInfo', { groupId });
  assert.deepEqual([info.data[0].name, info.data[0].affiliations_count], ['Friends 朋友', 2]);

  await Promise.all([told(from, 'memberAbsence', groupId), call(to, 'leaveGroup', { groupId })]);
  const text = { chatType: 'groupChat' };
  assert.equal((await failure(to.peer.text(groupId, 'not in it', text))).type, 602);
  const [joined] = await Promise.all([
    told(from, 'memberPresence', groupId),
    call(to, 'joinGroup', { groupId }),
  ]);
  assert.equal(joined.from, to.user);
  await Promise.all([from.peer.next('onTextMessage'), to.peer.text(groupId, 'in it', text)]);

  const destroyed = told(to, 'destroy', groupId, { from: from.user });
  await Promise.all([destroyed, call(from, 'destroyGroup', { groupId })]);
  assert.equal((await failure(from.peer.text(groupId, 'gone', text))).type, 605);
});

bothWays('group joined with consent', async ({ from, to }) => {
  const groupId = await group(from, { needApprovalToJoin: true, inviteNeedConfirm: true });
  await call(to, 'joinGroup', { groupId, message: 'please' });
  await told(from, 'requestToJoin', groupId, { from: to.user, reason: 'please' });
  await call(from, 'rejectGroupJoinRequest', { groupId, applicant: to.user, reason: 'no' });
  await told(to, 'joinPublicGroupDeclined', groupId);

  await call(from, 'inviteUsersToGroup', { groupId, users: [to.user] });
  await told(to, 'inviteToJoin', groupId, { from: from.user, name: 'Friends 朋友' });
  await call(to, 'acceptGroupInvite', { groupId, invitee: to.user });
  await told(from, 'acceptInvite', groupId, { from: to.user });
  const again = await failure(call(from, 'inviteUsersToGroup', { groupId, users: [to.user] }));
  assert.equal(again.type, 601);
});

bothWays('group member muted, removed and kept out', async ({ from, to }) => {
  const groupId = await group(from, { members: [to.user] });
  const text = () => to.peer.text(groupId, 'hello', { chatType: 'groupChat' });
  const muted = { groupId, username: to.user, muteDuration: 600_000 };
  await call(from, 'muteGroupMember', muted);
  const { userId, muteTimestamp } = await told(to, 'muteMember', groupId);
  assert.equal(userId, to.user);
  assert.ok(Math.abs(muteTimestamp[to.user] - Date.now() - 600_000) < 10_000);
  assert.equal((await failure(text())).type, 507);
  await call(from, 'unmuteGroupMember', { groupId, username: to.user });
  await told(to, 'unmuteMember', groupId);

  await call(from, 'disableSendGroupMsg', { groupId });
  await told(to, 'muteAllMembers', groupId);
  assert.equal((await failure(text())).type, 506);
  await call(from, 'enableSendGroupMsg', { groupId });
  await told(to, 'unmuteAllMembers', groupId);
  await text();

  await call(from, 'blockGroupMember', { groupId, username: to.user });
  await told(to, 'removeMember', groupId);
  assert.equal((await failure(call(to, 'joinGroup', { groupId }))).type, 603);
  await call(from, 'unblockGroupMember', { groupId, username: to.user });
  await told(to, 'unblockMember', groupId);
  await call(to, 'joinGroup', { groupId });
});

bothWays('group renamed and handed over', async ({ from, to }) => {
  const groupId = await group(from, { members: [to.user] });
  await call(from, 'modifyGroup', { groupId, groupName: 'New', description: 'about' });
  const { detail } = await told(to, 'updateInfo', groupId);
  assert.deepEqual([detail.name, detail.description], ['New', 'about']);
  await call(from, 'updateGroupAnnouncement', { groupId, announcement: '公告' });
  await told(to, 'updateAnnouncement', groupId, { from: from.user, announcement: '公告' });
  await call(from, 'setGroupAdmin', { groupId, username: to.user });
  await told(to, 'setAdmin', groupId, { from: from.user, userId: to.user });
  await call(from, 'changeGroupOwner', { groupId, newOwner: to.user });
  await told(to, 'changeOwner', groupId, { from: from.user });
  await call(to, 'removeGroupMember', { groupId, username: from.user });
  await told(from, 'removeMember', groupId, { from: to.user });
});

bothWays('group read receipt reaches the author with a count', async ({ from, to }) => {
  const groupId = await group(from, { members: [to.user] });
  await told(to, 'directJoined', groupId);
  const options = { chatType: 'groupChat', msgConfig: { allowGroupAck: true } };
  const [event, { serverMsgId }] = await Promise.all([
    to.peer.next('onTextMessage'),
    from.peer.text(groupId, 'who reads this', options),
  ]);
  const receipt = { type: 'read', chatType: 'groupChat', id: event.id, to: groupId };
  const [read] = await Promise.all([
    from.peer.next('onReadMessage'),
    to.peer.send({ ...receipt, msgConfig: { allowGroupAck: true }, ackContent: 'seen' }),
  ]);
  assert.deepEqual([read.mid, read.from, read.ackContent], [serverMsgId, to.user, 'seen']);
  assert.deepEqual(read.groupReadCount, { [serverMsgId]: 1 });
});

bothWays('thread made, written in and dissolved', async ({ from, to }) => {
  const parentId = await group(from, { members: [to.user] });
  const { serverMsgId: messageId } = await from.peer.text(parentId, 'topic', {
    chatType: 'groupChat',
  });
  const [created, made] = await Promise.all([
    to.peer.next('onChatThreadChange', { where: (data) => data.operation === 'create' }),
    call(from, 'createChatThread', { parentId, name: '话题', messageId }),
  ]);
  const { chatThreadId } = made.data;
  assert.deepEqual(
    [created.id, created.name, created.parentId, created.messageId, created.operator],
    [chatThreadId, '话题', parentId, messageId, from.user],
  );
  await call(to, 'joinChatThread', { chatThreadId });
  const options = { chatType: 'groupChat', isChatThread: true };
  const where = (data) => data.msg === 'in the thread';
  const [heard] = await Promise.all([
    to.peer.next('onTextMessage', { where }),
    from.peer.text(chatThreadId, 'in the thread', options),
  ]);
  assert.deepEqual(heard.chatThread, { messageId, parentId, chatThreadName: '话题' });
  const [gone] = await Promise.all([
    to.peer.next('onChatThreadChange', { where: (data) => data.operation === 'destroy' }),
    call(from, 'destroyChatThread', { chatThreadId }),
  ]);
  assert.equal(gone.id, chatThreadId);
});
