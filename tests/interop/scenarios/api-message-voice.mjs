// Calls of the message module about files of sound. The one about bundles is among the kinds.
import { surfaceScenario } from '../harness/surface.mjs';

const METHODS = ['voiceFileToText', 'voiceMessageToText'];

surfaceScenario('api-message-voice: every method', METHODS, async (surface) => {
  const { one, other } = surface.sides;
  const file = {
    base64: Buffer.from('not really a voice').toString('base64'),
    filename: 'a.amr',
    type: 'audio/amr',
  };
  const [voice] = await Promise.all([
    other.peer.next('onAudioMessage'),
    one.peer.send({ type: 'audio', to: 'bob', length: 1, file }),
  ]);
  await surface.playAll([
    // The emulator hears nothing: it tells what it was given.
    {
      by: 'other',
      method: 'voiceMessageToText',
      args: [voice],
      gives: { type: 0, data: { text: '[speech] 18 bytes of audio/amr' } },
    },
    {
      by: 'other',
      method: 'voiceMessageToText',
      args: [{ ...voice, url: voice.url.replace(/chatfiles\/[^?]*/, 'chatfiles/none') }],
      fails: 410,
    },
    {
      method: 'voiceFileToText',
      args: [file],
      gives: { type: 0, data: { text: '[speech] 18 bytes of audio/amr' } },
    },
  ]);
});
