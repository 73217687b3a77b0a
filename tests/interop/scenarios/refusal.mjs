import assert from 'node:assert/strict';
import { failure } from '../harness/checks.mjs';
import { scenario } from '../harness/scenario.mjs';

// Answers to the login frame and the code both clients make of them.
const ANSWERS = [
  ['FAIL', 'Sorry, user register limit', 50],
  ['FAIL', 'Sorry, user register rate limit', 50],
  ['FAIL', 'Sorry, token expired', 56],
  ['FAIL', 'Sorry, token or password does not match login info', 28],
  ['FAIL', 'Sorry, user not found', 204],
  ['FAIL', 'something else', 2],
  ['UNAUTHORIZED', 'who are you', 2],
  ['WRONG_PARAMETER', undefined, -3],
  ['PERMISSION_DENIED', 'Sorry, the app month live count limit', 50],
  ['PERMISSION_DENIED', 'Sorry, the app day live count limit', 50],
  ['PERMISSION_DENIED', 'Sorry, the app online count limit', 50],
  ['PERMISSION_DENIED', 'no', 2],
  ['IM_FORBIDDEN', 'closed', 57],
  ['TOO_MANY_DEVICES', undefined, 214],
  ['RESOURCE_CHANGED', undefined, 220],
  ['NO_ROUTE', 'no way', 2],
  ['PLATFORM_LIMIT', 'enough of them', 2],
];

async function both(stage) {
  const [ours, official] = await Promise.all([stage.ours(), stage.official()]);
  await stage.emulator.user('alice');
  await stage.emulator.user('bob');
  return [
    { peer: ours, user: 'alice' },
    { peer: official, user: 'bob' },
  ];
}

async function sameFailure(sides, login, expected) {
  const types = [];
  for (const { peer, user } of sides) {
    const error = await failure(login(peer, user));
    assert.ok(error.reason, `${peer.title}: the error says why`);
    types.push(error.type);
  }
  const [ours, official] = types;
  assert.equal(ours, official, 'our error type and the official one');
  if (expected !== undefined) assert.equal(official, expected);
}

scenario('refused: wrong password, unknown user', async (stage) => {
  const sides = await both(stage);
  await sameFailure(sides, (peer, user) => peer.open(user, { pwd: 'not it' }), 1);
  await sameFailure(sides, (peer) => peer.open('nobody', { pwd: 'x' }, { conn: 'nobody' }), 1);
  for (const { peer, user } of sides) await peer.open(user, { pwd: `${user}-pw` });
});

scenario('refused: bad token, another user’s token, expired token', async (stage) => {
  const sides = await both(stage);
  const { emulator } = stage;
  await sameFailure(sides, (peer, user) => peer.open(user, { token: 'no such token' }));
  const foreign = await emulator.token('carol');
  await sameFailure(sides, (peer, user) =>
    peer.open(user, { token: foreign }, { conn: 'foreign' }),
  );
  await sameFailure(
    sides,
    async (peer, user) => {
      const { token } = await emulator.ctl('token', { user });
      await emulator.ctl('expireToken', { token });
      return peer.open(user, { token }, { conn: 'expired' });
    },
    56,
  );
  for (const { peer, user } of sides) await peer.open(user, { token: await emulator.token(user) });
});

scenario('refused: nothing to log in with', async (stage) => {
  const sides = await both(stage);
  await sameFailure(sides, (peer, user) => peer.open(user, { pwd: '' }), 1);
});

scenario('refused: every answer to the login frame', async (stage) => {
  const sides = await both(stage);
  const { emulator } = stage;
  for (const [index, [code, reason, expected]] of ANSWERS.entries()) {
    // Once only: whoever tries a second time would be let in.
    const login = async (peer, user) => {
      await emulator.ctl('refuse', { user, code, times: 1, ...(reason ? { reason } : {}) });
      const conn = `answer ${index}`;
      const token = await emulator.token(user);
      try {
        return await peer.open(user, { token }, { conn });
      } finally {
        const error = await peer.next('onError', { conn });
        assert.equal(error.type, expected, `${peer.title}: onError for ${code}, ${reason}`);
      }
    };
    await sameFailure(sides, login, expected);
  }
});

scenario('logged in already', async (stage) => {
  const { ours, official } = await stage.pair();
  await sameFailure([ours, official], (peer, user) => peer.open(user, { pwd: `${user}-pw` }), 208);
});

scenario('not logged in', async (stage) => {
  const sides = await both(stage);
  await sameFailure(sides, (peer) => peer.text('carol', 'too early'), 39);
});
