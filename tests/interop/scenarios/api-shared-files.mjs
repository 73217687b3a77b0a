// The files a group or a chat room shares: uploaded, listed, downloaded, deleted.
import assert from 'node:assert/strict';
import { apiScenario, words } from '../harness/api.mjs';
import { aText, aTime } from '../harness/shape.mjs';

const METHODS = words(`
  deleteGroupSharedFile downloadGroupSharedFile fetchGroupSharedFileList getGroupSharedFilelist
  uploadGroupSharedFile deleteChatRoomSharedFile fetchChatRoomSharedFileList
  getChatRoomSharedFilelist uploadChatRoomSharedFile
`);

const BYTES = Buffer.from('hello');
const file = { base64: BYTES.toString('base64'), filename: 'notes.txt', type: 'text/plain' };
const share = { file_id: aText, file_name: 'notes.txt', file_size: BYTES.length, created: aTime };

const told = (event, operation, from, id) =>
  ['alice', 'bob'].map((to) => ({ to, event, operation, from, id }));

async function ofAGroup(api) {
  const options = { groupName: 'g', isPublic: true, members: ['bob'] };
  const { groupId } = (await api.call('alice', 'createGroupVNext', options)).data;
  const uploaded = await api.call('bob', 'uploadGroupSharedFile', { groupId, file }, {
    answers: { data: { ...share, group_id: groupId, file_url: aText } },
    told: told('onGroupEvent', 'uploadFile', 'bob', groupId),
  });
  const fileId = uploaded.data.file_id;
  const downloaded = await api.call('alice', 'downloadGroupSharedFile', { groupId, fileId });
  assert.deepEqual(downloaded, { $hex: BYTES.toString('hex') });
  const deleted = { data: { group_id: groupId, file_id: fileId, result: true } };
  await api.playAll([
    ['alice', 'getGroupSharedFilelist', { groupId }, { data: [{ ...share, file_owner: 'bob' }] }],
    ['alice', 'fetchGroupSharedFileList', { groupId }, { data: [share] }],
    ['alice', 'getGroupSharedFilelist', { groupId, pageNum: 2, pageSize: 10 }, { data: [] }],
    ['bob', 'deleteGroupSharedFile', { groupId, fileId }, deleted,
      told('onGroupEvent', 'deleteFile', 'bob', groupId)],
    ['alice', 'getGroupSharedFilelist', { groupId }, { data: [] }],
  ]);
}

async function ofAChatRoom(api) {
  const options = { name: 'Lobby', description: 'd', maxusers: 10, members: ['bob'] };
  const { id } = (await api.call('alice', 'createChatRoom', options)).data;
  // Some methods know the room by one name, some by the other.
  const room = { chatRoomId: id, roomId: id };
  const uploaded = await api.call('bob', 'uploadChatRoomSharedFile', { ...room, file }, {
    answers: { data: { ...share, id, file_url: aText } },
    told: told('onChatroomEvent', 'uploadFile', 'bob', id),
  });
  const fileId = uploaded.data.file_id;
  const deleted = { data: { id, file_id: fileId, result: true } };
  await api.playAll([
    ['alice', 'getChatRoomSharedFilelist', room, { data: [{ ...share, file_owner: 'bob' }] }],
    ['alice', 'fetchChatRoomSharedFileList', room, { data: [share] }],
    ['alice', 'deleteChatRoomSharedFile', { ...room, fileId }, deleted,
      told('onChatroomEvent', 'deleteFile', 'alice', id)],
    ['alice', 'getChatRoomSharedFilelist', room, { data: [] }],
  ]);
}

apiScenario('api-shared-files', {
  users: ['alice', 'bob'],
  methods: METHODS,
  parts: { ofAGroup, ofAChatRoom },
});
