// Many clients in one process: what they cost, and how they come back when the server drops all.
import { parseArgs } from 'node:util';
import { Emulator } from '../../interop/harness/emulator.mjs';
import { Client } from './client.mjs';
import { grouped, kib, table } from './markdown.mjs';

const { values: flags } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
  },
});
const clients = Number(flags.clients);
const seconds = Number(flags.seconds);
// Files of a process that are no sockets of clients.
const OTHER_FILES = 200;
const openFiles = Number(process.env.BENCH_OPEN_FILES ?? Infinity);
if (!(clients > 0) || !(seconds > 0)) fail('--clients and --seconds are positive numbers');
if (openFiles < clients + OTHER_FILES) {
  fail(`${clients} clients need ${clients + OTHER_FILES} open files; ulimit -n is ${openFiles}`);
}

const SETTLE_MS = 2000;
const SAMPLE_MS = 100;
const BACK_MS = 120_000;
const proof = { token: 'any' };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const figures = {};
for (const runtime of ['smol', 'tokio']) figures[runtime] = await measure(runtime);
console.log(report());
console.log(JSON.stringify({ clients, ...figures }));
process.exit(0);

async function measure(runtime) {
  const emulator = await Emulator.start();
  process.on('exit', () => emulator.kill());
  await emulator.ctl('config', { set: { record: false, autoCreateUsers: true } });
  const fleet = await Client.start(runtime, emulator);
  try {
    const open = (index) => fleet.open(`u${index}`, proof, `c${index}`);
    await open(0);
    const one = fleet.rss();
    const [started, before] = [performance.now(), fleet.cpu()];
    await Promise.all(Array.from({ length: clients - 1 }, (_, i) => open(i + 1)));
    const loginSeconds = (performance.now() - started) / 1000;
    const loginCpuMs = (fleet.cpu() - before) / 1000 / clients;
    await pause(SETTLE_MS);
    const bytes = (fleet.rss() - one) / (clients - 1);
    const idle = await cpuShare(fleet, () => pause(seconds * 1000));
    const receiving = await cpuShare(fleet, () => receive(emulator, fleet));
    return { bytes, loginSeconds, loginCpuMs, idle, receiving, ...(await recover(emulator)) };
  } finally {
    await fleet.stop();
    await emulator.stop();
  }
}

// The part of one processor that is busy.
async function cpuShare(fleet, work) {
  const [cpu, started] = [fleet.cpu(), performance.now()];
  await work();
  return (fleet.cpu() - cpu) / 1000 / (performance.now() - started);
}

// One client of a hundred receives a message a second; all of them must arrive.
async function receive(emulator, fleet) {
  const receivers = Math.max(1, Math.round(clients / 100));
  const { arrived } = await fleet.count(receivers * seconds);
  for (let second = 0; second < seconds; second += 1) {
    const next = pause(1000);
    for (let i = 0; i < receivers; i += 1) {
      await emulator.ctl('inject', { user: `u${i * 100}`, from: 'peer', text: 'hello' });
    }
    await next;
  }
  await arrived;
}

// The server drops all connections at once. Counted on its side: connections and logins since.
async function recover(emulator) {
  const before = await emulator.ctl('counters');
  const started = performance.now();
  await emulator.ctl('drop', { user: '*' });
  const samples = [{ at: 0, dials: 0 }];
  for (;;) {
    await pause(SAMPLE_MS);
    const now = await emulator.ctl('counters');
    const at = (performance.now() - started) / 1000;
    samples.push({ at, dials: now.connections - before.connections });
    const back = now.logins - before.logins;
    if (back >= clients) break;
    if (at * 1000 > BACK_MS) fail(`only ${back} of ${clients} came back in ${BACK_MS / 1000} s`);
  }
  const { at: backSeconds, dials } = samples.at(-1);
  // Dials a second, over the window of at least a second that is fullest.
  const within = samples.flatMap((from, i) => {
    const to = samples.slice(i).find(({ at }) => at >= from.at + 1);
    return to ? [(to.dials - from.dials) / (to.at - from.at)] : [];
  });
  const meanDials = dials / backSeconds;
  return { backSeconds, dials, meanDials, peakDials: Math.max(meanDials, ...within) };
}

function report() {
  const rows = [
    ['KiB for each client', ({ bytes }) => kib(bytes)],
    ['all logged in after, s', ({ loginSeconds }) => loginSeconds.toFixed(1)],
    ['CPU of a login, ms', ({ loginCpuMs }) => loginCpuMs.toFixed(2)],
    ['CPU while idle, % of one', ({ idle }) => (idle * 100).toFixed(1)],
    ['CPU with 1 % receiving, % of one', ({ receiving }) => (receiving * 100).toFixed(1)],
    ['all back after a drop, s', ({ backSeconds }) => backSeconds.toFixed(1)],
    ['dials a second, mean', ({ meanDials }) => grouped(meanDials)],
    ['dials a second, fullest second', ({ peakDials }) => grouped(peakDials)],
  ];
  const body = rows.map(([title, show]) => [title, ...Object.values(figures).map(show)]);
  return table([`${grouped(clients)} clients`, ...Object.keys(figures)], body);
}

function fail(why) {
  console.error(`tests/bench/fleet: ${why}`);
  process.exit(2);
}
