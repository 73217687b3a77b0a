// Messages with something attached, in every kind of conversation: uploaded by the client that
// sends, or lying elsewhere.
import assert from 'node:assert/strict';
import { everywhere } from '../harness/conversations.mjs';
import { bothWays } from '../harness/scenario.mjs';
import { aText } from '../harness/shape.mjs';

const BYTES = Buffer.from('the bytes of a file, 文件\u0000\u00ff', 'utf8');
const file = (filename, type) => ({ base64: BYTES.toString('base64'), filename, type });

const UPLOADED = [
  {
    event: 'onImageMessage',
    msg: { type: 'img', width: 640, height: 480, file: file('图.png', 'image/png') },
    told: { width: 640, height: 480, thumb: aText, file_length: BYTES.length },
  },
  {
    event: 'onImageMessage',
    msg: { type: 'img', isGif: true, file: file('a.gif', 'image/gif') },
    told: { isGif: true, file_length: BYTES.length },
  },
  {
    event: 'onAudioMessage',
    msg: { type: 'audio', length: 7, file: file('a.amr', 'audio/amr') },
    told: { length: 7, filename: 'a.amr', file_length: BYTES.length },
  },
  {
    event: 'onVideoMessage',
    msg: { type: 'video', length: 9, file: file('v.mp4', 'video/mp4') },
    told: { length: 9, filename: 'v.mp4', file_length: BYTES.length, thumb: aText },
  },
  {
    event: 'onFileMessage',
    msg: { type: 'file', file: file('note.txt', 'text/plain') },
    told: { filename: 'note.txt', file_length: BYTES.length },
  },
];

const ADDRESS = 'https://own.example/a/b?c=d&e=文';
const body = (filename) => ({ url: ADDRESS, filename, file_length: 42, secret: 's' });
const ELSEWHERE = [
  {
    event: 'onImageMessage',
    msg: { type: 'img', url: ADDRESS, width: 640, height: 480, file_length: 42 },
    told: { width: 640, height: 480, file_length: 42 },
  },
  {
    event: 'onAudioMessage',
    msg: { type: 'audio', body: { ...body('a.amr'), length: 7, type: 'audio' } },
    told: { length: 7, filename: 'a.amr', file_length: 42, secret: 's' },
  },
  {
    event: 'onVideoMessage',
    msg: { type: 'video', body: { ...body('v.mp4'), length: 9, type: 'video' } },
    told: { length: 9, filename: 'v.mp4', file_length: 42, secret: 's' },
  },
  {
    event: 'onFileMessage',
    msg: { type: 'file', body: { ...body('note.txt'), type: 'file' } },
    told: { filename: 'note.txt', file_length: 42, secret: 's' },
  },
];

// The bytes are fetched from where the receiver was told.
bothWays('attachments uploaded', async (sides) => {
  const { emulator } = sides.stage;
  const token = await emulator.token(sides.to.user);
  const headers = { authorization: `Bearer ${token}`, connection: 'close' };
  await everywhere(sides, UPLOADED, async ({ url, secret }) => {
    assert.ok(aText(secret));
    assert.ok(url.startsWith(`${emulator.rest}/oracle/test/chatfiles/`), url);
    const answer = await fetch(url, { headers });
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), BYTES);
  });
});

const elsewhere = { oursOptions: { useOwnUploadFun: true } };
elsewhere.officialOptions = elsewhere.oursOptions;

bothWays('attachments that lie elsewhere', async (sides) => {
  await everywhere(sides, ELSEWHERE, ({ url }) => assert.equal(url, ADDRESS));
}, elsewhere);
