import { scenario } from '../harness/scenario.mjs';
import { Surface, threeSides } from '../harness/surface.mjs';

const METHODS = ['unbindPushToken', 'uploadPushToken', 'uploadToken'];

const upload = (device) => [{ deviceId: device, deviceToken: `token-${device}`, notifierName: 'cert' }];
const pushInfo = (...devices) =>
  devices.map((device) => ({
    device_id: device,
    device_token: `token-${device}`,
    notifier_name: 'cert',
  }));

scenario('api-push: every method', async (stage) => {
  const sides = await threeSides(stage);
  const [session] = (await stage.emulator.sessions('alice')).map(({ resource }) => resource);
  const surface = new Surface(METHODS, sides);
  await surface.playAll([
    {
      method: 'uploadPushToken',
      args: upload('one'),
      gives: { type: 0, data: { username: 'alice', pushInfo: pushInfo('one') } },
    },
    {
      method: 'uploadToken',
      args: upload(session),
      gives: { type: 0, data: { pushInfo: pushInfo('one', session) } },
    },
    // It takes back the token of this device.
    { method: 'unbindPushToken', gives: { type: 0, data: { pushInfo: pushInfo('one') } } },
  ]);
  surface.assertComplete();
}, { later: 'push' });
