import assert from 'node:assert/strict';
import { assertSameMessage } from '../harness/checks.mjs';
import { bothWays } from '../harness/scenario.mjs';

const TEXTS = [
  'plain ASCII, with "quotes", \\ and </tags>',
  '你好，世界！这是一条来自环信的消息。',
  'こんにちは 안녕하세요',
  '👋🏽 👨‍👩‍👧‍👦 🇨🇳 𝒜',
  'é is not e\u0301, مرحبا',
  'two\nlines\tand a tab\u0001',
  ' ',
  'long '.repeat(800),
];

bothWays('text', async ({ from, to }) => {
  for (const msg of TEXTS) {
    const sentAfter = Date.now();
    const [event, result] = await Promise.all([
      to.peer.next('onTextMessage'),
      from.peer.text(to.user, msg),
    ]);
    assertSameMessage({ event, result, from: from.user, to: to.user, msg, sentAfter });
  }
  // onMessage carries every text once more.
  const batched = [];
  while (batched.length < TEXTS.length) batched.push(...(await to.peer.next('onMessage')));
  assert.deepEqual(
    batched.map((message) => message.msg),
    TEXTS,
  );
});

bothWays('ext of every kind', async ({ from, to }) => {
  const ext = {
    text: 'värde 值 🙂',
    empty: '',
    zero: 0,
    one: 1,
    negative: -42,
    large: Number.MAX_SAFE_INTEGER,
    small: Number.MIN_SAFE_INTEGER,
    half: 0.5,
    tiny: -1.25e-7,
    yes: true,
    no: false,
    nothing: null,
    list: [1, 'two', [3, null], { four: 4.5 }],
    object: { nested: { deeper: ['a', { b: '环信' }], flag: false }, n: -1 },
    emptyList: [],
    emptyObject: {},
    键: '值',
    'with space': 'x',
  };
  const sentAfter = Date.now();
  const [event, result] = await Promise.all([
    to.peer.next('onTextMessage'),
    from.peer.text(to.user, 'ext', { ext }),
  ]);
  assertSameMessage({ event, result, from: from.user, to: to.user, msg: 'ext', sentAfter, ext });
});

bothWays('ext that JSON cannot say', async ({ from, to }) => {
  const sent = {
    nan: { $number: 'NaN' },
    infinite: { $number: 'Infinity' },
    below: { $number: '-Infinity' },
    big: { $bigint: '9007199254740993' },
    gone: { $undefined: true },
    after: 1,
  };
  const [event] = await Promise.all([
    to.peer.next('onTextMessage'),
    from.peer.text(to.user, 'odd', { ext: sent }),
  ]);
  assert.deepEqual(event.ext, {
    nan: 'NaN',
    infinite: { $number: 'Infinity' },
    below: { $number: '-Infinity' },
    big: '9007199254740993',
    after: 1,
  });
});

bothWays('many texts at once', async ({ from, to }) => {
  const texts = Array.from({ length: 100 }, (_, index) => `burst ${index}`);
  const results = await Promise.all(texts.map((msg) => from.peer.text(to.user, msg)));
  const events = await to.peer.collect('onTextMessage', texts.length);
  assert.deepEqual(
    events.map((event) => event.msg),
    texts,
  );
  assert.deepEqual(
    events.map((event) => event.id),
    results.map((result) => result.serverMsgId),
  );
});
