import assert from 'node:assert/strict';
import { assertExactlyOnce, failure, fence, numbered } from '../harness/checks.mjs';
import { scenario } from '../harness/scenario.mjs';

const COUNT = 5;

async function sides(stage, subject) {
  const pair = await stage.pair();
  const [cut, other] = subject === 'ours' ? [pair.ours, pair.official] : [pair.official, pair.ours];
  await cut.peer.next('onConnected');
  await fence(cut, other);
  await fence(other, cut);
  return { cut, other };
}

for (const subject of ['ours', 'official']) {
  for (const how of ['cut', 'close']) {
    scenario(`connection lost (${how}): ${subject}`, async (stage) => {
      const { cut, other } = await sides(stage, subject);
      const [toCut, toOther] = [numbered('to the lost one', COUNT), numbered('kept', COUNT)];
      const { sessions } = await stage.emulator.ctl('drop', {
        user: cut.user,
        ...(how === 'close' ? { how } : {}),
      });
      assert.equal(sessions, 1);
      await cut.peer.next('onReconnecting');
      const sends = toOther.map((msg) => cut.peer.text(other.user, msg));
      for (const msg of toCut) await other.peer.text(cut.user, msg);
      await cut.peer.next('onConnected');

      const results = await Promise.all(sends);
      const where = (data) => !data.msg.startsWith('fence');
      const events = await other.peer.collect('onTextMessage', COUNT, { where });
      assert.deepEqual(
        events.map((event) => event.id),
        results.map((result) => result.serverMsgId),
      );
      await cut.peer.collect('onTextMessage', COUNT, { where });
      await fence(cut, other);
      await fence(other, cut);
      assertExactlyOnce(cut.peer, toCut);
      assertExactlyOnce(other.peer, toOther);
      assert.equal(cut.peer.seen('onDisconnected').length, 0);
      await stage.emulator.untilSessions(cut.user, 1);
    });
  }

  scenario(`connection lost three times: ${subject}`, async (stage) => {
    const { cut, other } = await sides(stage, subject);
    const texts = numbered('round', 3);
    for (const msg of texts) {
      await stage.emulator.ctl('drop', { user: cut.user });
      await cut.peer.next('onReconnecting');
      await other.peer.text(cut.user, msg);
      await cut.peer.next('onConnected');
      await cut.peer.next('onTextMessage', { where: (data) => data.msg === msg });
    }
    await fence(other, cut);
    assertExactlyOnce(cut.peer, texts);
  });

  scenario(`connection lost before the acknowledgement: ${subject}`, async (stage) => {
    const { cut, other } = await sides(stage, subject);
    await stage.emulator.ctl('fault', { kind: 'swallow', user: cut.user, match: '^SYNC$' });
    const arrives = other.peer.next('onTextMessage', { where: (data) => data.msg === 'unsure' });
    const sent = cut.peer.text(other.user, 'unsure');
    const official = [subject, stage.flavour].includes('official');
    const settled = official ? failure(sent) : sent;
    settled.catch(() => {});
    const event = await arrives;
    await stage.emulator.ctl('clearFaults', { user: cut.user });
    await stage.emulator.ctl('drop', { user: cut.user });
    await cut.peer.next('onReconnecting');
    await cut.peer.next('onConnected');
    // The official client gives up what was in flight; ours asks again with the same id.
    if (official) assert.equal((await settled).type, 510);
    else assert.equal((await settled).serverMsgId, event.id);
    await fence(cut, other);
    assertExactlyOnce(other.peer, ['unsure']);
  });
}

const MANY = 60;

for (const subject of ['ours', 'official']) {
  scenario(`texts to a side that is cut again and again: ${subject}`, async (stage) => {
    const { cut, other } = await sides(stage, subject);
    const texts = numbered('through', MANY);
    const ids = [];
    for (const [index, msg] of texts.entries()) {
      if (index % 25 === 10) {
        await stage.emulator.ctl('drop', { user: cut.user });
        await cut.peer.next('onReconnecting');
      }
      if (index % 25 === 20) await cut.peer.next('onConnected');
      ids.push((await other.peer.text(cut.user, msg)).serverMsgId);
    }
    const where = (data) => texts.includes(data.msg);
    const events = await cut.peer.collect('onTextMessage', MANY, { where });
    assert.deepEqual(
      events.map((event) => event.id),
      ids,
    );
    await fence(other, cut);
    assertExactlyOnce(cut.peer, texts);
  });
}

// Only ours: the official client gives up what is in flight when the connection goes.
const fromTheCutSide = async (stage) => {
  const { cut, other } = await sides(stage, 'ours');
  const texts = numbered('burst', MANY);
  const sends = texts.map((msg) => cut.peer.text(other.user, msg));
  await stage.emulator.ctl('drop', { user: cut.user });
  await cut.peer.next('onReconnecting');
  await cut.peer.next('onConnected');
  const results = await Promise.all(sends);
  await fence(cut, other);
  assertExactlyOnce(other.peer, texts);
  const where = (data) => texts.includes(data.msg);
  assert.deepEqual(
    other.peer.seen('onTextMessage', { where }).map((event) => event.id),
    results.map((result) => result.serverMsgId),
  );
};

scenario('texts from a side that is cut while it sends: ours', fromTheCutSide, {
  skip: ['official'],
});
