// What every client does in turn, each time in a fresh process that has warmed up.
import { Client } from './client.mjs';

const USER = 'ann';
const PEER = 'bob';
const SETTLE_MS = 500;
const proof = { token: 'any' };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// `kind`: what is measured and compared. `floor`: whether the floor can do it.
export const WORKLOADS = {
  'pages of 100': receiving({ mode: 'pull', perFrame: 100, quick: 100_000, full: 100_000 }),
  'pages of 1': receiving({ mode: 'pull', perFrame: 1, quick: 10_000, full: 100_000 }),
  'live, 1 a frame': receiving({ mode: 'push', perFrame: 1, quick: 20_000, full: 20_000 }),
  'live, 10 a frame': receiving({ mode: 'push', perFrame: 10, quick: 20_000, full: 20_000 }),
  'live, 100 a frame': receiving({ mode: 'push', perFrame: 100, quick: 20_000, full: 20_000 }),
  sends: { kind: 'rate', run: sending },
  'login with token': { kind: 'login', run: (...args) => login(proof, ...args) },
  'login with password': { kind: 'login', run: (...args) => login({ pwd: 'pw' }, ...args) },
  idle: { kind: 'idle', run: (...args) => idle(null, ...args) },
  'idle with LZ4': { kind: 'idle', run: (...args) => idle('BI', ...args) },
};

async function withClient(name, emulator, work) {
  const client = await Client.start(name, emulator);
  try {
    return await work(client);
  } finally {
    await client.stop();
  }
}

// Processor time, wall time and peak memory of some work.
async function measured(client, messages, work) {
  client.forgetPeak();
  const [cpu, started] = [client.cpu(), performance.now()];
  await work();
  const ms = performance.now() - started;
  const cpuUs = client.cpu() - cpu;
  return { rate: (messages / cpuUs) * 1e6, wall: (messages / ms) * 1e3, peak: client.peakRss() };
}

// Pulled after a login: what came while it was away. Pushed: what comes while it is there.
function receiving({ mode, perFrame, quick, full }) {
  const run = (name, emulator, isQuick) =>
    withClient(name, emulator, async (client) => {
      const n = isQuick ? quick : full;
      const blast = (mode, count, perFrame) =>
        emulator.ctl('blast', { user: USER, queue: PEER, mode, count, perFrame, size: 32 });
      await client.open(USER, proof);
      const warm = await client.count(5000);
      await blast('push', 5000, 10);
      await warm.arrived;
      if (mode === 'push') {
        return measured(client, n, async () => {
          const { arrived } = await client.count(n);
          await blast(mode, n, perFrame);
          await arrived;
        });
      }
      await client.ask('close');
      await blast(mode, n, perFrame);
      return measured(client, n, async () => {
        const { arrived } = await client.count(n);
        await client.open(USER, proof);
        await arrived;
      });
    });
  return { kind: 'rate', floor: true, run };
}

function sending(name, emulator) {
  return withClient(name, emulator, async (client) => {
    await client.open(USER, proof);
    await client.burst(PEER, 1000, 100);
    const sent = await measured(client, 10_000, () => client.burst(PEER, 10_000, 100));
    await emulator.ctl('purge', { user: PEER });
    return sent;
  });
}

// The first login of a process, and then one after another.
function login(proof, name, emulator, isQuick) {
  return withClient(name, emulator, async (client) => {
    await emulator.ctl('config', { set: { record: true } });
    await emulator.ctl('rest', { clear: true });
    await emulator.ctl('frames', { clear: true });
    const started = performance.now();
    await client.open(USER, proof);
    const firstMs = performance.now() - started;
    const calls = await emulator.ctl('rest');
    const frames = await emulator.frames({ user: USER, dir: 'up' });
    await emulator.ctl('config', { set: { record: false } });
    const asked = frames.filter(({ decoded }) => decoded.command === 'PROVISION');
    // A WebSocket begins with a round trip of its own.
    const trips = calls.length + 1 + asked.length;
    const [times, cpu] = [[], []];
    for (let turn = 0; turn < (isQuick ? 10 : 30); turn += 1) {
      await client.ask('close');
      const [began, before] = [performance.now(), client.cpu()];
      await client.open(USER, proof);
      times.push(performance.now() - began);
      cpu.push((client.cpu() - before) / 1000);
    }
    return { trips, firstMs, ms: median(times), cpuMs: median(cpu) };
  });
}

// What one logged-in client more costs: many against one, in one process.
async function idle(lz4, name, emulator, isQuick) {
  const many = isQuick ? 200 : 500;
  await emulator.ctl('config', { set: { lz4 } });
  const sample = await withClient(name, emulator, async (client) => {
    const open = (index) => client.open(`idle${index}`, proof, `c${index}`);
    await open(0);
    await pause(SETTLE_MS);
    const one = client.rss();
    for (let first = 1; first <= many; first += 50) {
      const some = Array.from({ length: Math.min(50, many - first + 1) }, (_, i) => first + i);
      await Promise.all(some.map(open));
    }
    await pause(SETTLE_MS);
    return { bytes: (client.rss() - one) / many, one };
  });
  await emulator.ctl('config', { set: { lz4: null } });
  return sample;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
