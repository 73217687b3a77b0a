// The official client as an application uses it: the commands of `plain`, and no JSON for events.
import { randomInt } from 'node:crypto';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { loadOfficialClient } from '../../interop/client/browser.mjs';
import { currentConnection } from '../../interop/client/websocket.mjs';

const { values: flags } = parseArgs({
  options: { 'app-key': { type: 'string' }, ws: { type: 'string' }, rest: { type: 'string' } },
});
const { sdk } = loadOfficialClient();
const connections = new Map();
let counting = null;

function connection(name) {
  const known = connections.get(name);
  if (known) return known;
  const made = { name, storage: new Map() };
  // Two connections made within a millisecond would be one device.
  const born = Date.now() - randomInt(31_536_000_000);
  const device = { deviceId: `webim_web_${born}`, deviceName: 'webim', deviceUuid: `web_${born}` };
  made.storage.set('localDeviceInfo', JSON.stringify(device));
  within(made, () => {
    const place = { url: flags.ws, apiUrl: flags.rest, isHttpDNS: false };
    made.client = new sdk.connection({ appKey: flags['app-key'], https: false, ...place });
    made.client.addEventHandler('plain', {
      onTextMessage() {
        if (counting && --counting.left === 0) counting.done();
      },
      onDisconnected: () => made.closed?.(),
    });
  });
  connections.set(name, made);
  return made;
}

// Each connection has a storage of its own.
function within(made, work) {
  return currentConnection.run(made, () => work(made.client));
}

const commands = {
  open: ({ conn, user, pwd, token }) =>
    within(connection(conn), (client) =>
      client.open(token === undefined ? { user, pwd } : { user, accessToken: token }),
    ),
  close: ({ conn }) =>
    new Promise((resolve) => {
      const made = connection(conn);
      made.closed = resolve;
      within(made, (client) => client.close());
    }),
  count: ({ n }) =>
    new Promise((done) => {
      counting = { left: n, done };
      print({ event: '_counting' });
    }),
  burst: ({ conn, to, n, in_flight: inFlight }) =>
    within(connection(conn), (client) => {
      const options = { chatType: 'singleChat', type: 'txt', to, msg: 'x'.repeat(32) };
      let left = n;
      const sender = async () => {
        while (left-- > 0) await client.send(sdk.message.create(options));
      };
      return Promise.all(Array.from({ length: inFlight }, sender));
    }),
};

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

print({ event: '_ready', data: { pid: process.pid } });
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { cmd, id, conn = 'main', ...fields } = JSON.parse(line);
  try {
    await commands[cmd]({ conn, ...fields });
    print({ result: id, ok: true });
  } catch (error) {
    print({ result: id, ok: false, error: `${error?.type ?? ''} ${error?.message ?? error}` });
  }
});
