import { surfaceScenario } from '../harness/surface.mjs';

const METHODS = ['unbindPushToken', 'uploadPushToken', 'uploadToken'];

const upload = (device) => [
  { deviceId: device, deviceToken: `token-${device}`, notifierName: 'cert' },
];
const pushInfo = (...devices) =>
  devices.map((device) => ({
    device_id: device,
    device_token: `token-${device}`,
    notifier_name: 'cert',
  }));

surfaceScenario('api-push: every method', METHODS, async (surface) => {
  const { resource } = surface.sides.one;
  await surface.playAll([
    {
      method: 'uploadPushToken',
      args: upload('one'),
      gives: { type: 0, data: { username: 'alice', pushInfo: pushInfo('one') } },
    },
    {
      method: 'uploadToken',
      args: upload(resource),
      gives: { type: 0, data: { pushInfo: pushInfo('one', resource) } },
    },
    // It takes back the token of this device.
    { method: 'unbindPushToken', gives: { type: 0, data: { pushInfo: pushInfo('one') } } },
  ]);
});
