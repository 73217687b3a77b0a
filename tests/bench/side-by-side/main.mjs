// Runs the workloads in turns and reports medians and ratios.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Emulator } from '../../interop/harness/emulator.mjs';
import { chart } from './chart.mjs';
import { CLIENTS } from './clients.mjs';
import { rates, ratios, tables } from './report.mjs';
import { WORKLOADS, median } from './workloads.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    turns: { type: 'string' },
    only: { type: 'string', default: '' },
    clients: { type: 'string', default: '' },
    chart: { type: 'string' },
  },
});
const turns = Number(flags.turns ?? (flags.quick ? 3 : 5));
const chosen = (names, pattern) => Object.keys(names).filter((n) => new RegExp(pattern).test(n));
const workloads = chosen(WORKLOADS, flags.only);
const clients = chosen(CLIENTS, flags.clients);

// samples[workload][client] is a list.
const samples = {};
const emulator = await Emulator.start();
process.on('exit', () => emulator.kill());
try {
  await emulator.ctl('config', { set: { record: false, autoCreateUsers: true } });
  await emulator.user('ann', 'pw');
  await emulator.user('bob', 'pw');
  for (let turn = 0; turn < turns; turn += 1) {
    for (const workload of workloads) {
      const { run, floor } = WORKLOADS[workload];
      for (const client of clients) {
        if (CLIENTS[client].floor && !floor) continue;
        const sample = await run(client, emulator, flags.quick);
        ((samples[workload] ??= {})[client] ??= []).push(sample);
        process.stderr.write(`turn ${turn + 1}: ${workload}: ${client}\n`);
      }
    }
  }
} finally {
  await emulator.stop();
}

const medians = {};
for (const [workload, byClient] of Object.entries(samples)) {
  medians[workload] = {};
  for (const [client, list] of Object.entries(byClient)) {
    const of = (key) => median(list.map((sample) => sample[key]));
    medians[workload][client] = Object.fromEntries(Object.keys(list[0]).map((k) => [k, of(k)]));
  }
}
const size = flags.quick ? ', the small workloads of --quick' : '';
console.log(
  `${turns} turns${size}; ${cpus().length} × ${cpus()[0].model}; Node ${process.version}.\n`,
);
console.log(tables(medians));
if (flags.chart) writeFileSync(flags.chart, chart(rates(medians)));
console.log(JSON.stringify(ratios(medians)));
process.exit(0);
