import { anInterval } from '../harness/differences.mjs';
import { surfaceScenario } from '../harness/surface.mjs';

const METHODS = [
  'clearRemindTypeForConversation',
  'getPushPerformLanguage',
  'getSilentModeForAll',
  'getSilentModeForConversation',
  'getSilentModeForConversations',
  'getSilentModeRemindTypeConversations',
  'setPushPerformLanguage',
  'setSilentModeForAll',
  'setSilentModeForConversation',
];

const REMIND = 0;
const DURATION = 1;
const INTERVAL = 2;
const evening = { hours: 21, minutes: 30 };
const morning = { hours: 8, minutes: 5 };
const night = anInterval(evening, morning);
const bob = { conversationId: 'bob', type: 'singleChat' };
const group = { conversationId: 'g', type: 'groupChat' };
const soon = (until) => Math.abs(until - Date.now() - 600_000) < 30_000;

// What the twin hears of a setting; the client sets it aside if it comes from this device.
const told = (operation, more) => ['twin', 'onMultiDeviceEvent', { operation, ...more }];

const ROWS = [
  { method: 'getSilentModeForAll', gives: { type: 0, data: { type: 'ALL' } } },
  {
    method: 'setSilentModeForAll',
    args: [{ options: { paramType: REMIND, remindType: 'AT' } }],
    gives: { type: 0, data: { type: 'AT' } },
    hears: [told('setSilentModeForUser', { data: { type: 'AT' } })],
  },
  {
    method: 'setSilentModeForAll',
    args: [{ options: { paramType: DURATION, duration: 600_000 } }],
    gives: { data: { type: 'AT', ignoreDuration: soon } },
  },
  {
    method: 'setSilentModeForAll',
    args: [{ options: { paramType: INTERVAL, startTime: evening, endTime: morning } }],
    gives: { data: { ignoreInterval: night } },
    hears: [told('setSilentModeForUser', { data: { ignoreInterval: night } })],
  },
  {
    method: 'getSilentModeForAll',
    gives: { data: { type: 'AT', ignoreDuration: soon, ignoreInterval: night } },
  },
  {
    method: 'setSilentModeForAll',
    args: [{ options: { paramType: DURATION, duration: 604_800_001 } }],
    fails: 17,
  },
  {
    method: 'setSilentModeForConversation',
    args: [{ ...bob, options: { paramType: REMIND, remindType: 'NONE' } }],
    gives: { type: 0, data: { type: 'NONE' } },
    hears: [told('setSilentModeForConversation', { ...bob, data: { type: 'NONE' } })],
  },
  {
    method: 'setSilentModeForConversation',
    args: [{ ...group, options: { paramType: REMIND, remindType: 'AT' } }],
    gives: { data: { type: 'AT' } },
    hears: [told('setSilentModeForConversation', { ...group, data: { type: 'AT' } })],
  },
  {
    method: 'setSilentModeForConversation',
    args: [{ ...group, options: { paramType: DURATION, duration: 600_000 } }],
    gives: { data: { type: 'AT', ignoreDuration: soon } },
  },
  { method: 'getSilentModeForConversation', args: [bob], gives: { data: { type: 'NONE' } } },
  {
    method: 'getSilentModeForConversations',
    args: [
      { conversationList: [bob, group].map(({ conversationId: id, type }) => ({ id, type })) },
    ],
    gives: { data: { user: { bob: { type: 'NONE' } }, group: { g: { ignoreDuration: soon } } } },
  },
  {
    method: 'getSilentModeRemindTypeConversations',
    args: [{ pageSize: 1 }],
    gives: {
      type: 0,
      data: { conversations: [{ ...bob, remindType: 'NONE' }], cursor: '1' },
    },
  },
  {
    method: 'getSilentModeRemindTypeConversations',
    args: [{ pageSize: 10, cursor: '1' }],
    gives: { data: { conversations: [{ ...group, remindType: 'AT' }] } },
  },
  {
    method: 'clearRemindTypeForConversation',
    args: [bob],
    gives: { type: 0, data: (data) => Object.keys(data).length === 0 },
    hears: [told('removeSilentModeForConversation', bob)],
  },
  {
    method: 'getSilentModeForConversations',
    args: [{ conversationList: [{ id: 'bob', type: 'singleChat' }] }],
    gives: { data: { user: (users) => Object.keys(users).length === 0 } },
  },
  {
    method: 'setPushPerformLanguage',
    args: [{ language: 'fr' }],
    gives: { data: { language: 'fr' } },
  },
  { method: 'getPushPerformLanguage', gives: { type: 0, data: { language: 'fr' } } },
];

surfaceScenario('api-silent: every method', METHODS, async (surface) => {
  await surface.playAll(ROWS);
});
