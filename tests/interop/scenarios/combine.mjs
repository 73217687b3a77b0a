// Messages sent on as one: in a file that the receiver fetches and reads.
import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { bothWays } from '../harness/scenario.mjs';

const parse = ({ url, secret }) => ['downloadAndParseCombineMessage', [{ url, secret }]];

bothWays('bundle of what was received', async ({ stage, from, to }) => {
  const call = (side, [method, args]) => side.peer.ask('call', { method, args });
  const heard = async (event, message) => {
    const [received] = await Promise.all([
      to.peer.next(event),
      from.peer.send({ chatType: 'singleChat', to: to.user, ...message }),
    ]);
    return received;
  };
  const base64 = Buffer.from('pixels').toString('base64');
  const file = { base64, filename: 'p.png', type: 'image/png' };
  const place = { addr: '北京', buildingName: '', lat: 39.5, lng: -1.5 };
  const said = [
    await heard('onTextMessage', { type: 'txt', msg: '第一 one', ext: { k: 'v', n: 7 } }),
    await heard('onImageMessage', { type: 'img', file, width: 3, height: 4 }),
    await heard('onLocationMessage', { type: 'loc', ...place }),
    await heard('onCustomMessage', { type: 'custom', customEvent: 'card', customExts: { a: '1' } }),
  ];

  const titles = { title: '标题', summary: 'one, a picture', compatibleText: 'see there' };
  const combine = (messageList) =>
    heard('onCombineMessage', { type: 'combine', ...titles, messageList });
  const combined = await combine(said);
  const { title, summary, compatibleText, combineLevel } = combined;
  assert.deepEqual(
    { title, summary, compatibleText, combineLevel },
    { ...titles, combineLevel: 1 },
  );
  const essence = (message) => {
    const { id, type, chatType, time, msg, ext, url, secret, file_length } = message;
    const { from: author, to: reader, width, height, addr, lat, lng } = message;
    const { customEvent, customExts } = message;
    return {
      ...{ id, type, chatType, author, reader, time, msg, ext, url, secret, file_length },
      ...{ width, height, addr, lat, lng, customEvent, customExts },
    };
  };
  assert.deepEqual((await call(to, parse(combined))).map(essence), said.map(essence));

  // One that was received is sent on again, with its file where it lies.
  const outer = await combine([combined]);
  assert.equal(outer.combineLevel, 2);
  const [inner] = await call(to, parse(outer));
  assert.deepEqual(
    { id: inner.id, type: inner.type, level: inner.combineLevel, title: inner.title },
    { id: combined.id, type: 'combine', level: 1, title: titles.title },
  );
  assert.deepEqual((await call(to, parse(inner))).map(essence), said.map(essence));

  // Neither a picture nor nothing at all is a bundle.
  assert.equal((await failure(call(to, parse(said[1])))).type, 203);
  const nowhere = `${stage.emulator.rest}/oracle/test/chatfiles/none`;
  assert.equal((await failure(call(to, parse({ url: nowhere, secret: 's' })))).type, 200);
});
