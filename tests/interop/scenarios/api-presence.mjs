import { aText, absent } from '../harness/shape.mjs';
import { surfaceScenario } from '../harness/surface.mjs';

const METHODS = [
  'getPresenceStatus',
  'getSubscribedPresencelist',
  'getSubscribedPresenceList',
  'publishPresence',
  'subscribePresence',
  'unsubscribePresence',
];

// Numbers come as texts, and the list twice.
const usersPresence = (uid, ext) => {
  const result = [
    { uid, last_time: aText, expiry: aText, ext, status: (it) => Object.keys(it)[0] },
  ];
  return { type: 0, result, data: { result } };
};
const subscriptions = (uids) => {
  const result = { totalnum: uids.length, sublist: uids.map((uid) => ({ uid, expiry: aText })) };
  return { type: 0, result, data: { result } };
};
const page = { pageNum: 1, pageSize: 10 };
const bob = { usernames: ['bob'] };
const told = (who, ext) => [
  who,
  'onPresenceStatusChange',
  [{ userId: 'bob', ext, statusDetails: [{ device: aText, status: 1 }] }],
];

const ROWS = [
  { method: 'subscribePresence', args: [{ ...bob, expiry: 600 }], gives: usersPresence('bob', '') },
  {
    by: 'other',
    method: 'publishPresence',
    args: [{ description: '忙 & busy' }],
    gives: absent,
    hears: [told('one', '忙 & busy'), told('twin', '忙 & busy')],
  },
  { method: 'getPresenceStatus', args: [bob], gives: usersPresence('bob', '忙 & busy') },
  { method: 'getSubscribedPresencelist', args: [page], gives: subscriptions(['bob']) },
  { method: 'getSubscribedPresenceList', args: [page], gives: subscriptions(['bob']) },
  {
    method: 'getSubscribedPresenceList',
    args: [{ pageNum: 2, pageSize: 10 }],
    gives: { result: { totalnum: 1, sublist: [] } },
  },
  { method: 'unsubscribePresence', args: [bob], gives: absent },
  { method: 'getSubscribedPresencelist', args: [page], gives: subscriptions([]) },
  { method: 'publishPresence', args: [{ description: 'x'.repeat(65) }], fails: 1100 },
  {
    method: 'subscribePresence',
    args: [{ usernames: Array.from({ length: 101 }, (_, n) => `u${n}`), expiry: 600 }],
    fails: 50,
  },
];

surfaceScenario('api-presence: every method', METHODS, async (surface, stage) => {
  await surface.playAll(ROWS);
  await stage.emulator.ctl('config', { set: { closedServices: ['presence'] } });
  await surface.play({ method: 'getPresenceStatus', args: [bob], fails: 505 });
});
