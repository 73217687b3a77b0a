import assert from 'node:assert/strict';
import { aNumber } from '../harness/shape.mjs';
import { surfaceScenario } from '../harness/surface.mjs';

const METHODS = ['getSupportedLanguages', 'translateMessage'];

const translate = (words, ...languages) => [{ text: words, languages }];

// The emulator translates nothing: it puts the language in front.
const ROWS = [
  {
    method: 'getSupportedLanguages',
    gives: {
      type: 0,
      data: (all) => all.length > 0 && all.every((it) => it.code && it.name && it.nativeName),
    },
  },
  {
    method: 'translateMessage',
    args: translate('hello', 'zh-Hans', 'fr'),
    gives: {
      type: 0,
      data: [
        {
          detectedLanguage: { language: 'en', score: aNumber },
          translations: [
            { text: '[zh-Hans] hello', to: 'zh-Hans' },
            { text: '[fr] hello', to: 'fr' },
          ],
        },
      ],
    },
  },
  { method: 'translateMessage', args: translate('hello', 'xx'), fails: 1200 },
  { method: 'translateMessage', args: translate('x'.repeat(4001), 'fr'), fails: 1201 },
  { method: 'translateMessage', args: translate('  ', 'fr'), fails: 1204 },
];

surfaceScenario('api-translation: every method', METHODS, async (surface) => {
  await surface.playAll(ROWS);
  const [heard] = await Promise.all([
    surface.sides.other.peer.next('onTextMessage'),
    surface.sides.one.peer.text('bob', 'good day', { msgConfig: { languages: ['de'] } }),
  ]);
  assert.deepEqual(heard.translations, [{ code: 'de', text: '[de] good day' }]);
});
