// An emulator of its own, a browser, and pages that tell of everything that goes wrong in them.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const WAIT_MS = 20_000;
const SDK = createRequire(import.meta.url).resolve('easemob-websdk/Easemob-chat.js');

export class Stage {
  #process;
  #browser;
  #faults = [];

  static async open() {
    const stage = new Stage();
    const seed = ['--seed-users', 'alice:pw,bob:pw', '--web-sdk', SDK];
    stage.#process = spawn(process.env.EMULATOR, seed, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await Promise.race([
      new Promise((resolve) => createInterface(stage.#process.stdout).once('line', (it) => resolve([it]))),
      new Promise((_, reject) => stage.#process.once('exit', () => reject(new Error('no emulator')))),
    ]);
    stage.rest = JSON.parse(line).rest;
    stage.#browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return stage;
  }

  async page(path, options = {}) {
    const context = await this.#browser.newContext({ locale: 'en-GB', ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: this.rest });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#faults.push(`${path}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#faults.push(`${path}: ${error.stack}`));
    page.on('request', (request) => {
      const { host, protocol } = new URL(request.url());
      if (protocol !== 'data:' && host !== new URL(this.rest).host) {
        this.#faults.push(`${path}: asked ${request.url()}`);
      }
    });
    await page.goto(`${this.rest}${path}`);
    return page;
  }

  async ctl(op, fields = {}) {
    const answer = await fetch(`${this.rest}/_ctl`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ op, ...fields }),
    });
    if (!answer.ok) throw new Error(`${op}: ${await answer.text()}`);
    return answer.json();
  }

  // Console errors, exceptions and requests to other hosts so far.
  get faults() {
    return this.#faults;
  }

  // Waits for a fault that a test provokes, and forgets it.
  async heardFault(text) {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const index = this.#faults.findIndex((fault) => fault.includes(text));
      if (index >= 0) return this.#faults.splice(index, 1);
      if (Date.now() > deadline) throw new Error(`no fault with ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async close() {
    this.#process.kill();
    await this.#browser?.close();
  }
}

// One of the demo page's two clients.
export function demoClient(page, name) {
  const section = page.locator(`[data-client=${name}]`);
  return {
    logIn: async () => {
      await section.locator('button').first().click();
      await section.locator('li', { hasText: 'onConnected' }).last().waitFor();
    },
    send: async (text) => {
      await section.locator('[name=text]').fill(text);
      await section.locator('form').nth(1).locator('button').click();
    },
    heard: (text) => section.locator('li', { hasText: text }),
  };
}

// Opens the form of a button in the inspector, fills it in, presses it.
export async function press(page, section, name, fields = {}) {
  await page.locator('#tab-controls').click();
  const form = page.locator('#controls section', { has: page.locator(`h3:text-is("${section}")`) });
  const op = form.locator('details', { has: page.locator(`summary b:text-is("${name}")`) });
  if ((await op.getAttribute('open')) === null) await op.locator('summary').click();
  for (const [field, value] of Object.entries(fields)) {
    const input = op.locator(`[name=${field}]`);
    const isSelect = await input.evaluate((element) => element.tagName === 'SELECT');
    await (isSelect ? input.selectOption(value) : input.fill(value));
  }
  await op.locator('button[type=submit]').click();
  await op.locator('output.ok, output.bad').waitFor();
  return { ok: (await op.locator('output.ok').count()) === 1, said: await op.locator('output').innerText() };
}
