// Tables for people, ratios for machines.
import { RIVALS } from './clients.mjs';
import { grouped, kib, mib, table } from './markdown.mjs';
import { WORKLOADS } from './workloads.mjs';

// What is compared: more is better, or less is.
const MEASURE = {
  rate: { key: 'rate', more: true },
  login: { key: 'cpuMs', more: false },
  idle: { key: 'bytes', more: false },
};

const COLUMNS = {
  rate: [
    ['messages a CPU-second', ({ rate }) => grouped(rate)],
    ['messages a second', ({ wall }) => grouped(wall)],
    ['peak memory, MiB', ({ peak }) => mib(peak)],
  ],
  login: [
    ['round trips', ({ trips }) => String(trips)],
    ['first login, ms', ({ firstMs }) => firstMs.toFixed(1)],
    ['later logins, ms', ({ ms }) => ms.toFixed(1)],
    ['CPU of those, ms', ({ cpuMs }) => cpuMs.toFixed(2)],
  ],
  idle: [
    ['KiB for each client more', ({ bytes }) => kib(bytes)],
    ['process with one client, MiB', ({ one }) => mib(one)],
  ],
};

// How many times better `ours` is than `theirs`.
function advantage(kind, ours, theirs) {
  const { key, more } = MEASURE[kind];
  return more ? ours[key] / theirs[key] : theirs[key] / ours[key];
}

// At least so many times better than that rival; or, without one, at most so many bytes.
const GOALS = [
  { workload: 'pages of 100', rival: 'official', least: 25 },
  { workload: 'pages of 1', rival: 'official', least: 8 },
  { workload: 'sends', rival: 'official', least: 10 },
  { workload: 'pages of 100', rival: 'floor', least: 0.6 },
  { workload: 'pages of 1', rival: 'floor', least: 0.6 },
  { workload: 'idle', most: 12 * 1024 },
];

export function tables(medians) {
  const measured = Object.entries(COLUMNS).map(([kind, columns]) =>
    tableOf(medians, kind, columns),
  );
  return [goals(medians), ...measured].filter(Boolean).join('\n\n');
}

function goals(medians) {
  const rows = GOALS.flatMap(({ workload, rival, least, most }) => {
    const byClient = medians[workload];
    if (!byClient || (rival && !byClient[rival])) return [];
    const { kind } = WORKLOADS[workload];
    const cells = ['smol', 'tokio'].map((ours) => {
      if (!byClient[ours]) return '';
      const got = rival ? advantage(kind, byClient[ours], byClient[rival]) : byClient[ours].bytes;
      const met = rival ? got >= least : got <= most;
      return `${rival ? got.toFixed(2) : `${kib(got)} KiB`}${met ? '' : ', missed'}`;
    });
    const goal = rival
      ? `${workload}, against ${rival}: ${least}`
      : `${workload}, a client: ${kib(most)} KiB`;
    return [[goal, ...cells]];
  });
  return rows.length > 0 && table(['goal', 'smol', 'tokio'], rows);
}

function tableOf(medians, kind, columns) {
  const rows = Object.entries(medians).filter(([workload]) => WORKLOADS[workload].kind === kind);
  if (rows.length === 0) return '';
  const head = ['', 'client', ...columns.map(([title]) => title), ': official', ': floor'];
  const lines = [];
  for (const [workload, byClient] of rows) {
    for (const [client, figures] of Object.entries(byClient)) {
      const against = (isFloor) => {
        const rival = RIVALS.find(([a, b]) => a === client && (b === 'floor') === isFloor)?.[1];
        const theirs = byClient[rival];
        return theirs ? advantage(kind, figures, theirs).toFixed(2) : '';
      };
      const shown = columns.map(([, show]) => show(figures));
      lines.push([workload, client, ...shown, against(false), against(true)]);
    }
  }
  return table(head, lines);
}

// `rates[workload][client]`, for the drawing.
export function rates(medians) {
  const rows = Object.entries(medians).filter(([workload]) => WORKLOADS[workload].kind === 'rate');
  return Object.fromEntries(
    rows.map(([workload, byClient]) => {
      const rates = Object.entries(byClient).map(([client, { rate }]) => [client, rate]);
      return [workload, Object.fromEntries(rates)];
    }),
  );
}

export function ratios(medians) {
  const found = {};
  for (const [workload, byClient] of Object.entries(medians)) {
    for (const [ours, theirs] of RIVALS) {
      if (!byClient[ours] || !byClient[theirs]) continue;
      const ratio = advantage(WORKLOADS[workload].kind, byClient[ours], byClient[theirs]);
      (found[workload] ??= {})[`${ours} : ${theirs}`] = Number(ratio.toFixed(2));
    }
  }
  return found;
}
