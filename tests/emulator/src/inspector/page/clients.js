// Fills the addresses of this server into the page.
import { headSwitches } from './words.js';

const about = await (await fetch('/_inspector/about')).json();
const { host, hostname, port } = location;
const ws = `ws://${host}/websocket`;
const rest = `http://${host}`;
const portNumber = port || '80';

const texts = {
  appKey: about.appKey,
  ws,
  rest,
  web: `// npm i easemob-websdk; with <script src="Easemob-chat.js">: const WebIM = window.websdk;
import WebIM from 'easemob-websdk';

const conn = new WebIM.connection({
  appKey: '${about.appKey}',
  isHttpDNS: false,
  https: false,
  url: '${ws}',
  apiUrl: '${rest}',
});
await conn.open({ user: 'alice', pwd: 'pw' });`,
  android: `EMOptions options = new EMOptions();
options.setAppKey("${about.appKey}");
options.enableDNSConfig(false);
options.setRestServer("${rest}");
options.setWebSocketServer("${hostname}");
options.setWebSocketPort(${portNumber});
options.setEnableTLSConnection(false);
EMClient.getInstance().init(context, options);`,
  ios: `EMOptions *options = [EMOptions optionsWithAppkey:@"${about.appKey}"];
options.enableDnsConfig = NO;
options.usingHttpsOnly = NO;
options.restServer = @"${rest}";
options.webSocketServer = @"${hostname}";
options.webSocketPort = ${portNumber};
options.enableTLSConnection = NO;
[[EMClient sharedClient] initializeSDKWithOptions:options];`,
  rust: `let app_key = AppKey::parse("${about.appKey}")?;
let config = Config::private(app_key, "${ws}", "${rest}");
let mut connection = Connection::new(config, None)?;
connection.log_in(Credentials::password(UserId::new("alice")?, "pw")).await?;`,
};

for (const element of document.querySelectorAll('[data-fill]')) {
  element.textContent = texts[element.dataset.fill];
}
for (const element of document.querySelectorAll('[data-demo]')) {
  if ((element.dataset.demo === 'yes') !== about.webSdk) element.remove();
}
headSwitches();
