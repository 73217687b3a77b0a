// Every scenario.
import { run } from './harness/scenario.mjs';

const PARTS = [
  'login',
  'text',
  'kinds',
  'combine',
  'attachments',
  'groups',
  'group-events',
  'rooms',
  'api-group',
  'api-chatroom',
  'api-thread',
  'api-shared-files',
  'contacts',
  'presence',
  'api-contact',
  'api-user',
  'api-presence',
  'api-message',
  'api-message-voice',
  'api-translation',
  'api-silent',
  'api-push',
  'receipts',
  'offline',
  'devices',
  'lz4',
  'refusal',
  'kick',
  'reconnect',
];

for (const part of PARTS) await import(`./scenarios/${part}.mjs`);
run();
