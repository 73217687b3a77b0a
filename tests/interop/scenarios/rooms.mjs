import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { bothWays } from '../harness/scenario.mjs';

function call(side, method, argument) {
  return side.peer.ask('call', { method, args: [argument] });
}

// What a side is told of a room next.
async function told(side, operation, id) {
  const where = (data) => data.operation === operation && data.id === id;
  return side.peer.next('onChatroomEvent', { where });
}

bothWays('chat room made, entered, ruled and dissolved', async ({ from, to }) => {
  const made = await call(from, 'createChatRoom', { name: 'Lobby', description: '', maxusers: 10 });
  const roomId = made.data.id;
  const [came, joined] = await Promise.all([
    told(from, 'memberPresence', roomId),
    call(to, 'joinChatRoom', { roomId, ext: 'hey' }),
  ]);
  assert.deepEqual([came.from, came.ext, came.memberCount], [to.user, 'hey', 2]);
  assert.equal(joined.data.info.memberCount, 2);

  const chatRoomId = roomId;
  const muted = { chatRoomId, username: to.user, muteDuration: -1 };
  await Promise.all([told(to, 'muteMember', roomId), call(from, 'muteChatRoomMember', muted)]);
  const text = () => to.peer.text(roomId, 'hello', { chatType: 'chatRoom' });
  assert.equal((await failure(text())).type, 507);
  await call(from, 'unmuteChatRoomMember', { chatRoomId, username: to.user });
  await Promise.all([from.peer.next('onTextMessage'), text()]);

  const [left] = await Promise.all([
    told(from, 'memberAbsence', roomId),
    call(to, 'leaveChatRoom', { roomId }),
  ]);
  assert.equal(left.from, to.user);
  await call(to, 'joinChatRoom', { roomId });
  await Promise.all([
    told(to, 'removeMember', roomId),
    call(from, 'removeChatRoomMember', { chatRoomId, username: to.user }),
  ]);
  await call(to, 'joinChatRoom', { roomId });
  await Promise.all([told(to, 'destroy', roomId), call(from, 'destroyChatRoom', { chatRoomId })]);
  assert.equal((await failure(call(to, 'joinChatRoom', { roomId }))).type, 705);
});
