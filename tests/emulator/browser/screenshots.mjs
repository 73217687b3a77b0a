// Pictures of the inspector for the documentation: node screenshots.mjs FOLDER
import { join } from 'node:path';
import { Stage, demoClient } from './harness.mjs';

const folder = process.argv[2];
const stage = await Stage.open();
try {
  const size = { viewport: { width: 1440, height: 860 }, deviceScaleFactor: 1 };
  const page = await stage.page('/_inspector', { ...size, colorScheme: 'light' });
  const demo = await stage.page('/_inspector/demo.html', { ...size, colorScheme: 'light' });
  const [alice, bob] = [demoClient(demo, 'alice'), demoClient(demo, 'bob')];
  await alice.logIn();
  await bob.logIn();
  await stage.ctl('fault', { kind: 'delay', ms: 300, user: 'bob', times: 1, match: 'NOTICE' });
  await alice.send('Good morning, Bob.');
  await bob.heard('alice: Good morning').waitFor();
  await bob.send('早上好！');
  await alice.heard('bob: 早上好').waitFor();
  await stage.ctl('fault', { kind: 'swallow', user: 'alice', match: 'NOTICE', times: 1 });
  await stage.ctl('inject', { user: 'alice', from: 'bob', text: 'Lost on the way.' });
  await stage.ctl('drop', { user: 'bob' });
  await bob.heard('onReconnecting').waitFor();
  await page.locator('.row', { hasText: 'delivers CHAT' }).first().click();
  await page.locator('.sequence').evaluate((it) => it.scrollTo(0, it.scrollHeight));
  await page.screenshot({ path: join(folder, 'inspector.png') });
  const dark = await stage.page('/_inspector', { ...size, colorScheme: 'dark', locale: 'zh-CN' });
  await dark.locator('.row').first().waitFor();
  await dark.locator('summary', { hasText: 'swallow' }).click();
  await dark.screenshot({ path: join(folder, 'inspector-dark.png') });
  if (process.env.MORE) {
    await demo.screenshot({ path: join(folder, 'demo.png') });
    await page.locator('#tab-state').click();
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(folder, 'state.png') });
    const clients = await stage.page('/_inspector/clients.html', { ...size, colorScheme: 'light' });
    await clients.screenshot({ path: join(folder, 'clients.png'), fullPage: true });
  }
} finally {
  await stage.close();
}
