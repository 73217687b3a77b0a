import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { scenario } from '../harness/scenario.mjs';

for (const side of ['ours', 'official']) {
  scenario(`login by password: ${side}`, async (stage) => {
    const { user, password } = await stage.emulator.user('alice');
    const peer = await stage[side]();
    const result = await peer.open(user, { pwd: password });
    await peer.next('onConnected');
    assert.ok(result.accessToken, 'a password login returns its token');
    const [session] = await stage.emulator.sessions(user);
    assert.equal(session?.resource, result.resource);

    await peer.close();
    await peer.next('onDisconnected');
    await stage.emulator.untilSessions(user, 0);
    const again = await peer.open(user, { token: result.accessToken });
    assert.equal(again.resource, result.resource, 'one name keeps its device');
    await peer.next('onConnected');
  });

  scenario(`login by token: ${side}`, async (stage) => {
    const { user } = await stage.emulator.user('alice');
    const peer = await stage[side]();
    const result = await peer.open(user, { token: await stage.emulator.token(user) });
    await peer.next('onConnected');
    const [session] = await stage.emulator.sessions(user);
    assert.equal(session?.resource, result.resource);
  });

  scenario(`device name: ${side}`, async (stage) => {
    const { user, password } = await stage.emulator.user('alice');
    const peer = await stage[side]();
    const options = { deviceId: 'vector', isFixedDeviceId: false };
    const { resource } = await peer.open(user, { pwd: password }, { options });
    assert.equal(resource, 'webim_web_vector');
  });
}

scenario('discovery: official', async (stage) => {
  const { user, password } = await stage.emulator.user('alice');
  const peer = await stage.discovering(stage.emulator.rest);
  await peer.open(user, { pwd: password });
  await stage.emulator.untilSessions(user, 1);
});

scenario('no other machine is reached: official', async (stage) => {
  const peer = await stage.discovering();
  const error = await failure(peer.open('alice', { pwd: 'x' }));
  assert.equal(error.type, 304);
});
