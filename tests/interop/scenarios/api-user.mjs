import assert from 'node:assert/strict';
import { aNumber, aText } from '../harness/shape.mjs';
import { surfaceScenario } from '../harness/surface.mjs';

const METHODS = [
  'fetchUserInfoById',
  'getRTCToken',
  'getSelfIdsOnOtherPlatform',
  'getTokenExpireTimestamp',
  'getUserIdByRTCUIds',
  'updateCurrentUserNick',
  'updateUserInfo',
  'updateOwnUserInfo',
  'open',
  'registerUser',
  'renewToken',
];

const profile = {
  nickname: '小 A & co',
  avatarurl: 'https://x.example/a.png?x=1&y=2',
  gender: '1',
};

surfaceScenario('api-user: every method', METHODS, async (surface, { emulator }) => {
  const { one, twin } = surface.sides;
  await surface.playAll([
    { method: 'updateUserInfo', args: [profile], gives: { type: 0, data: profile } },
    {
      method: 'updateOwnUserInfo',
      args: ['sign', 'hello'],
      gives: { type: 0, data: { ...profile, sign: 'hello' } },
    },
    {
      by: 'other',
      method: 'fetchUserInfoById',
      args: [
        ['alice', 'nobody'],
        ['nickname', 'sign'],
      ],
      gives: {
        type: 0,
        data: {
          alice: ({ nickname, sign, gender }) =>
            nickname === profile.nickname && sign === 'hello' && gender === undefined,
          nobody: (data) => Object.keys(data).length === 0,
        },
      },
    },
    {
      by: 'other',
      method: 'fetchUserInfoById',
      args: ['alice'],
      gives: { data: { alice: profile } },
    },
    { method: 'updateUserInfo', args: [{ nickname: 'x'.repeat(65) }], fails: 17 },
    {
      method: 'updateCurrentUserNick',
      args: ['Al 昵称'],
      gives: { type: 0, entities: [{ username: 'alice', nickname: 'Al 昵称' }] },
    },
    { method: 'getSelfIdsOnOtherPlatform', gives: { type: 0, data: [`alice/${twin.resource}`] } },
    { by: 'twin', method: 'getSelfIdsOnOtherPlatform', gives: { data: [`alice/${one.resource}`] } },
  ]);

  const rtc = await surface.play({
    method: 'getRTCToken',
    args: ['room 1'],
    gives: {
      type: 0,
      data: {
        appId: aText,
        RTCToken: aText,
        channelName: 'room 1',
        RTCUId: aNumber,
        expire: aNumber,
      },
    },
  });
  await surface.play({
    by: 'other',
    method: 'getUserIdByRTCUIds',
    args: [[rtc.data.RTCUId, 5]],
    gives: { type: 0, data: { [rtc.data.RTCUId]: 'alice', 5: (value) => value === undefined } },
  });

  const token = await emulator.token('alice');
  await surface.playAll([
    {
      method: 'getTokenExpireTimestamp',
      args: [token],
      gives: { type: 0, expire_timestamp: (at) => at > Date.now() },
    },
    {
      method: 'renewToken',
      args: [token],
      gives: { status: true, token, expire: (at) => at > Date.now() },
    },
  ]);

  const account = { username: 'dora', password: 'dora-pw', nickname: 'Do' };
  await surface.playAll([
    {
      method: 'registerUser',
      args: [account],
      conn: 'fresh',
      gives: {
        type: 0,
        entities: [{ username: 'dora', nickname: 'Do', activated: true, uuid: aText }],
      },
    },
    { method: 'registerUser', args: [account], conn: 'fresh', fails: 17 },
  ]);
  await emulator.ctl('config', { set: { openRegistration: false } });
  const closed = { method: 'registerUser', args: [{ username: 'eve', password: 'e' }], fails: 17 };
  await surface.play({ ...closed, conn: 'fresh' });

  const opened = surface.count(
    'open',
    one.peer.open('dora', { pwd: 'dora-pw' }, { conn: 'fresh' }),
  );
  assert.ok(aText((await opened).accessToken));
  const again = one.peer.open('dora', { pwd: 'wrong' }, { conn: 'other' });
  await assert.rejects(again, { name: 'DriverError', type: 1 });
});
