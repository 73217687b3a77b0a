// The clients that stand side by side, and the emulator they all talk to.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { APP_KEY } from '../../interop/harness/settings.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const programs = process.env.BENCH_PROGRAMS ?? path.resolve(here, '../../../target/release');
const official = path.resolve(here, '../../interop/official.mjs');
const ours = (name) => path.join(programs, name);

// `lines`: behind the JSON-lines driver, which turns each event into JSON; the others count only.
export const CLIENTS = {
  'official, lines': { lines: true, command: [process.execPath, official, 'chat', '--json'] },
  'smol, lines': { lines: true, command: [ours('easemob'), 'chat', '--json'] },
  'tokio, lines': { lines: true, command: [ours('examples/easemob-tokio'), 'chat', '--json'] },
  official: { command: [process.execPath, path.join(here, 'official-plain.mjs')] },
  smol: { command: [ours('plain'), 'smol'] },
  tokio: { command: [ours('plain'), 'tokio'] },
  floor: { floor: true, command: [ours('read_floor')] },
};

// Which of them is compared with which.
export const RIVALS = [
  ['smol', 'official'],
  ['tokio', 'official'],
  ['smol, lines', 'official, lines'],
  ['tokio, lines', 'official, lines'],
  ['smol', 'floor'],
  ['tokio', 'floor'],
  // What is left to gain by whoever decodes with prost.
  ['floor', 'official'],
];

export function commandOf(name, { ws, rest }) {
  return [...CLIENTS[name].command, '--app-key', APP_KEY, '--ws', ws, '--rest', rest];
}
