// Where the programs are; `run` fills the environment.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
const at = (variable, fallback) => process.env[variable] ?? path.join(target, fallback);

export const APP_KEY = 'oracle#test';

export const emulatorCommand = [
  at('INTEROP_EMULATOR', 'debug/easemob-emulator'),
  '--listen',
  '127.0.0.1:0',
  '--app-key',
  APP_KEY,
];

const drivers = {
  official: [process.execPath, path.resolve(here, '../official.mjs')],
  smol: [at('INTEROP_SMOL', 'debug/easemob')],
  tokio: [at('INTEROP_TOKIO', 'debug/examples/easemob-tokio')],
};

// Which of our drivers stands opposite the official client.
export const flavours = (process.env.OURS ?? 'smol,tokio').split(/[\s,]+/).filter(Boolean);
for (const flavour of flavours) {
  if (!Object.hasOwn(drivers, flavour)) {
    throw new Error(`OURS: ${flavour} is none of ${Object.keys(drivers).join(', ')}`);
  }
}

export function driverCommand(flavour, { ws, rest }) {
  const where = ['--app-key', APP_KEY, '--ws', ws, '--rest', rest];
  return [...drivers[flavour], 'chat', '--json', ...where];
}

// The official client finding its servers itself, from the emulator or from nobody.
export function discoveringCommand(seeds) {
  const where = ['--app-key', APP_KEY, ...(seeds ? ['--seeds', seeds] : [])];
  return [...drivers.official, 'chat', '--json', ...where];
}
