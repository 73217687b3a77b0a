// The official JavaScript client, unmodified, behind the JSON-lines driver: one JSON object a line
// on stdin (commands) and on stdout (results and events), diagnostics on stderr.
//
//   node official.mjs chat --json --app-key org#app --ws URL --rest URL [--tap]
//
// Without --ws it asks for its servers; --seeds URL says where, as nothing but this machine is
// reached.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { loadOfficialClient } from './client/browser.mjs';
import { Connections } from './client/connections.mjs';
import { Counter } from './client/counter.mjs';
import { errorToWire, fromWire, toWire } from './client/values.mjs';

const FINISH_MS = 5000;
const started = performance.now();

const { values: flags } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    tap: { type: 'boolean', default: false },
    'app-key': { type: 'string', default: 'oracle#test' },
    ws: { type: 'string' },
    rest: { type: 'string' },
    seeds: { type: 'string' },
  },
});

let muted = false;
const counter = new Counter();
const running = new Set();

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function emit(event, data, conn) {
  counter.saw(event);
  if (muted) return;
  const t = Math.round(performance.now() - started);
  print({ event, conn, t, ...(data === undefined ? {} : { data: toWire(data) }) });
}

function report(event, data, conn) {
  print({ event, conn, t: Math.round(performance.now() - started), data });
}

const client = loadOfficialClient(flags.tap ? report : undefined, { seeds: flags.seeds });
const settings = { appKey: flags['app-key'], ws: flags.ws, rest: flags.rest };
const connections = new Connections(client, settings, emit);

const commands = {
  open: ({ conn, ...rest }) => connections.open(conn, rest),
  close: ({ conn }) => connections.close(conn),
  create: ({ conn, options }) => {
    connections.get(conn, options);
    return {};
  },
  send: ({ conn, msg }) => connections.send(conn, msg),
  rawSend: ({ conn, body }) => connections.rawSend(conn, body),
  call: ({ conn, method, args }) => connections.call(conn, method, args),
  net: ({ online }) => {
    client.setOnline(Boolean(online));
    return {};
  },
  mute: ({ on = true }) => {
    muted = Boolean(on);
    return {};
  },
  count: (command) => counter.count(command, () => print({ event: '_counting' })),
  stats: () => {
    const { rss, heapUsed } = process.memoryUsage();
    const cpu = process.cpuUsage();
    return { pid: process.pid, rss, heapUsed, cpu, connections: connections.size };
  },
  exit: () => process.exit(0),
};

async function run(line) {
  let command;
  try {
    command = fromWire(JSON.parse(line));
    if (command === null || typeof command !== 'object') throw new TypeError('not an object');
  } catch (error) {
    const column = Number(/position (\d+)/.exec(error.message)?.[1] ?? 0) + 1;
    const message = `${error.message} (column ${column})`;
    print({ result: null, ok: false, error: { type: -1, message, kind: 'malformed' } });
    return;
  }
  const { cmd, id = null, ...fields } = command;
  try {
    if (!Object.hasOwn(commands, cmd)) throw new TypeError(`unknown command ${cmd}`);
    const data = await commands[cmd]({ conn: 'main', ...fields });
    print({ result: id, ok: true, ...(data === undefined ? {} : { data: toWire(data) }) });
  } catch (error) {
    print({ result: id, ok: false, error: errorToWire(error) });
  }
}

// The client leaves promises of its own unhandled when a frame is broken; that is its way.
process.on('unhandledRejection', (reason) => {
  process.stderr.write(`unhandled: ${reason?.message ?? JSON.stringify(errorToWire(reason))}\n`);
});
process.on('uncaughtException', (error) => {
  process.stderr.write(`uncaught: ${error?.stack ?? error}\n`);
});

print({ event: '_ready', data: { sdk: `easemob-websdk@${client.version}`, pid: process.pid } });

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  if (line.trim() === '') return;
  const job = run(line).finally(() => running.delete(job));
  running.add(job);
});
input.on('close', async () => {
  const timer = new Promise((resolve) => setTimeout(resolve, FINISH_MS));
  await Promise.race([Promise.all(running), timer]);
  await connections.closeAll();
  process.exit(0);
});
