// Checks several scenarios share.
import assert from 'node:assert/strict';

// Two clocks of one machine, and a server that may round.
const CLOCK_SLACK_MS = 1500;

export function assertServerId(id) {
  assert.match(String(id), /^[1-9]\d{0,19}$/, `not a server message id: ${id}`);
}

// What the receiver was told about a text agrees with what the sender was.
export function assertSameMessage({ event, result, from, to, msg, sentAfter, ext = {} }) {
  assertServerId(result.serverMsgId);
  assert.equal(event.id, result.serverMsgId, 'id of the event and of the send result');
  const { type, chatType } = event;
  assert.deepEqual(
    { type, chatType, from: event.from, to: event.to, msg: event.msg },
    { type: 'txt', chatType: 'singleChat', from, to, msg },
  );
  assert.deepEqual(event.ext, ext);
  assert.deepEqual(Object.keys(event.ext), Object.keys(ext), 'order of ext');
  const now = Date.now();
  const inTime = event.time >= sentAfter - CLOCK_SLACK_MS && event.time <= now + CLOCK_SLACK_MS;
  assert.ok(inTime, `time ${event.time} is not between ${sentAfter} and ${now}`);
  if (result.message?.time) {
    assert.equal(event.time, result.message.time, 'time of the event and of the send result');
  }
  if (result.message?.id) assert.equal(result.message.id, result.serverMsgId);
}

// A last message tells that everything before it has arrived: whatever is doubled shows by then.
export async function fence(from, to) {
  const msg = `fence ${Math.random().toString(36).slice(2)}`;
  const arrives = to.peer.next('onTextMessage', { where: (data) => data.msg === msg });
  await Promise.all([from.peer.text(to.user, msg), arrives]);
}

export function assertExactlyOnce(peer, texts, conn) {
  const wanted = new Set(texts);
  const where = (data) => wanted.has(data.msg);
  const arrived = peer.seen('onTextMessage', { where, conn }).map((data) => data.msg);
  assert.deepEqual(arrived, texts, `texts at ${peer.title}`);
}

export function numbered(prefix, count) {
  return Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
}

// The error an asked-for command ends with; `type` is the code both clients share.
export async function failure(promise) {
  let result;
  try {
    result = await promise;
  } catch (error) {
    if (error.name === 'DriverError') return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `expected a failure, got ${JSON.stringify(result)}` });
}

// For what must not happen: looks several times until the period is over.
export async function remains(ms, look) {
  const until = Date.now() + ms;
  do {
    await look();
    await new Promise((resolve) => setTimeout(resolve, 200));
  } while (Date.now() < until);
}
