import { aText, absent } from '../harness/shape.mjs';
import { surfaceScenario } from '../harness/surface.mjs';

const METHODS = [
  'acceptContactInvite',
  'acceptInvitation',
  'addContact',
  'addUsersToBlocklist',
  'addToBlackList',
  'addUsersToBlacklist',
  'declineContactInvite',
  'declineInvitation',
  'deleteContact',
  'removeRoster',
  'getAllContacts',
  'getBlocklist',
  'getBlacklist',
  'getContacts',
  'getRoster',
  'getContactsWithCursor',
  'removeUserFromBlocklist',
  'removeFromBlackList',
  'removeUserFromBlackList',
  'setContactRemark',
];

const asked = (from, to) => ({ type: 'subscribe', from, to });
const ended = (from, to) => ({ type: 'unsubscribed', from, to });

// A request that is accepted under each name, and the contact deleted under each.
const accepted = [
  ['acceptContactInvite', 'deleteContact'],
  ['acceptInvitation', 'removeRoster'],
].flatMap(([accept, remove]) => [
  {
    method: 'addContact',
    args: ['bob', 'hi & 你好'],
    gives: absent,
    hears: [
      ['other', 'onContactInvited', { ...asked('alice', 'bob'), status: 'hi & 你好' }],
      ['twin', 'onContactInvited', asked('alice', 'bob')],
    ],
  },
  {
    by: 'other',
    method: accept,
    args: ['alice'],
    gives: absent,
    hears: [
      ['one', 'onContactAgreed', { type: 'subscribed', from: 'bob', to: 'alice' }],
      ['twin', 'onContactAgreed', { from: 'bob' }],
      ['other', 'onContactAdded', { from: 'alice' }],
    ],
  },
  { method: 'getContacts', gives: { type: 0, count: 1, data: ['bob'] } },
  {
    method: remove,
    args: ['bob'],
    gives: absent,
    hears: [
      ['other', 'onContactDeleted', ended('alice', 'bob')],
      ['twin', 'onContactDeleted', ended('alice', 'bob')],
    ],
  },
  { method: 'getRoster', gives: { type: 0, data: [] } },
]);

const declined = ['declineContactInvite', 'declineInvitation'].flatMap((decline) => [
  { by: 'other', method: 'addContact', args: ['alice'], hears: [['one', 'onContactInvited', {}]] },
  {
    method: decline,
    args: ['bob'],
    gives: absent,
    hears: [
      ['other', 'onContactRefuse', ended('alice', 'bob')],
      ['twin', 'onContactRefuse', ended('alice', 'bob')],
    ],
  },
]);

const blocked = [
  ['addUsersToBlocklist', 'getBlocklist', 'removeUserFromBlocklist'],
  ['addToBlackList', 'getBlacklist', 'removeFromBlackList'],
  ['addUsersToBlacklist', 'getBlacklist', 'removeUserFromBlackList'],
].flatMap(([add, list, remove]) => [
  {
    method: add,
    args: [{ name: ['bob', 'carol'] }],
    gives: { type: 0, data: { userIds: ['bob', 'carol'] } },
  },
  { method: list, gives: { type: 0, count: 2, data: ['bob', 'carol'] } },
  { method: remove, args: [{ name: 'carol' }], gives: absent },
  { method: list, gives: { data: ['bob'] } },
  { method: remove, args: [{ name: ['bob'] }], gives: absent },
]);

const listed = [
  { method: 'setContactRemark', args: [{ userId: 'bob', remark: '备注 & co' }], gives: absent },
  {
    method: 'getAllContacts',
    gives: {
      type: 0,
      data: [
        { userId: 'bob', remark: '备注 & co' },
        { userId: 'carol', remark: null },
      ],
    },
  },
  {
    method: 'getContactsWithCursor',
    args: [{ pageSize: 1, cursor: '' }],
    gives: { type: 0, data: { cursor: aText, contacts: [{ userId: 'bob', remark: '备注 & co' }] } },
  },
  {
    method: 'getContactsWithCursor',
    args: [{ pageSize: 1, cursor: 'bob' }],
    gives: { data: { cursor: '', contacts: [{ userId: 'carol', remark: null }] } },
  },
];

const refused = [
  { method: 'addContact', args: ['nobody'], fails: 204 },
  { method: 'setContactRemark', args: [{ userId: 'nobody', remark: 'x' }], fails: 221 },
  { method: 'setContactRemark', args: [{ userId: 'bob', remark: 'x'.repeat(101) }], fails: 50 },
];

surfaceScenario('api-contact: every method', METHODS, async (surface, stage) => {
  await surface.playAll([...accepted, ...declined, ...blocked]);
  for (const peer of ['bob', 'carol']) {
    await stage.emulator.user(peer);
    await stage.emulator.ctl('contact', { user: 'alice', peer });
  }
  await surface.playAll([...listed, ...refused]);
});
