import assert from 'node:assert/strict';
import { bothWays } from '../harness/scenario.mjs';

const delivery = { oursOptions: { delivery: true }, officialOptions: { delivery: true } };

bothWays(
  'delivery receipt and read ack',
  async ({ from, to }) => {
    const sent = await from.peer.text(to.user, 'did you get it?');
    const mid = sent.serverMsgId;
    const about = { where: (data) => data.mid === mid };
    const received = await to.peer.next('onTextMessage');
    assert.equal(received.id, mid);

    const delivered = await from.peer.next('onDeliveredMessage', about);
    assert.deepEqual(
      { type: delivered.type, from: delivered.from, to: delivered.to },
      { type: 'delivery', from: to.user, to: from.user },
    );

    const reading = await to.peer.send({ type: 'read', id: mid, to: from.user });
    const read = await from.peer.next('onReadMessage', about);
    assert.deepEqual(
      { type: read.type, from: read.from, to: read.to, id: read.id },
      { type: 'read', from: to.user, to: from.user, id: reading.serverMsgId },
    );

    const whole = await to.peer.send({ type: 'channel', to: from.user });
    const channel = await from.peer.next('onChannelMessage');
    assert.deepEqual(
      { type: channel.type, from: channel.from, to: channel.to, id: channel.id },
      { type: 'channel', from: to.user, to: from.user, id: whole.serverMsgId },
    );
    assert.equal(from.peer.seen('onDeliveredMessage', about).length, 1);
    assert.equal(from.peer.seen('onReadMessage', about).length, 1);
  },
  delivery,
);

bothWays('no delivery receipt unasked', async ({ from, to }) => {
  const { serverMsgId: mid } = await from.peer.text(to.user, 'quietly');
  await to.peer.next('onTextMessage');
  await to.peer.send({ type: 'read', id: mid, to: from.user });
  await from.peer.next('onReadMessage');
  assert.equal(from.peer.seen('onDeliveredMessage').length, 0);
});
