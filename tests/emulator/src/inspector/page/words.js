// The page in English and Chinese.
const WORDS = {
  en: {
    clientsLink: 'Connect a client',
    inspectorLink: 'Inspector',
    theme: 'Theme',
    themeAuto: 'System',
    themeLight: 'Light',
    themeDark: 'Dark',
    sequence: 'Sequence',
    client: 'Client',
    command: 'Command',
    all: 'All',
    pause: 'Pause',
    resume: 'Resume',
    clear: 'Clear',
    detail: 'Detail',
    controls: 'Controls',
    state: 'State',
    live: 'live',
    lost: 'connection lost',
    waiting: 'No client has connected yet.',
    howTo: 'How to connect one',
    missed: (n) => `${n} older entries dropped`,
    held: (n) => `${n} new`,
    pick: 'Select a row to see what it carries.',
    opened: 'connected',
    closed: 'closed',
    fault: 'fault',
    noAnswer: 'no answer',
    large: 'too large to show here',
    time: 'Time',
    direction: 'Direction',
    up: 'client → server',
    down: 'server → client',
    link: 'Connection',
    user: 'User',
    device: 'Device',
    namespace: 'Namespace',
    ids: 'Ids',
    size: 'Size',
    status: 'Status',
    path: 'Path',
    event: 'Event',
    decoded: 'Content',
    request: 'Request',
    response: 'Response',
    copyHex: 'Copy hex',
    copyJson: 'Copy JSON',
    copied: 'Copied',
    copyFailed: 'Not copied',
    masked: 'Tokens, passwords and keys are masked.',
    run: 'Run',
    required: 'required',
    done: 'done',
    accounts: 'Accounts',
    connections: 'Connections',
    faults: 'Faults',
    frames: 'Odd frames',
    messages: 'Messages and events',
    observe: 'Logs',
    settings: 'Settings',
    sessions: 'Sessions',
    queues: 'Queues',
    groups: 'Groups',
    rooms: 'Chat rooms',
    threads: 'Threads',
    none: 'none',
    name: 'Name',
    nickname: 'Nickname',
    contacts: 'Contacts',
    devices: 'Devices',
    queue: 'Queue',
    stored: 'Stored',
    lastKey: 'Last key',
    cursors: 'Read up to',
    owner: 'Owner',
    members: 'Members',
    kind: 'Kind',
    match: 'Match',
    after: 'After',
    times: 'Times',
    compression: 'LZ4',
    leftOut: (n) => `and ${n} more`,
    password: 'Password',
    to: 'To',
    text: 'Text',
    logIn: 'Log in',
    logOut: 'Log out',
    send: 'Send',
    failed: 'failed',
  },
  zh: {
    clientsLink: '接入客户端',
    inspectorLink: '检查器',
    theme: '外观',
    themeAuto: '跟随系统',
    themeLight: '浅色',
    themeDark: '深色',
    sequence: '时序图',
    client: '客户端',
    command: '命令',
    all: '全部',
    pause: '暂停',
    resume: '继续',
    clear: '清空',
    detail: '详情',
    controls: '控制',
    state: '状态',
    live: '实时',
    lost: '连接已断开',
    waiting: '还没有客户端连接。',
    howTo: '如何接入',
    missed: (n) => `已丢弃 ${n} 条较早的记录`,
    held: (n) => `${n} 条新记录`,
    pick: '选择一行查看内容。',
    opened: '已连接',
    closed: '已断开',
    fault: '故障',
    noAnswer: '无响应',
    large: '内容过大，不在此显示',
    time: '时间',
    direction: '方向',
    up: '客户端 → 服务器',
    down: '服务器 → 客户端',
    link: '连接',
    user: '用户',
    device: '设备',
    namespace: '命名空间',
    ids: 'ID',
    size: '大小',
    status: '状态码',
    path: '路径',
    event: '事件',
    decoded: '内容',
    request: '请求',
    response: '响应',
    copyHex: '复制 hex',
    copyJson: '复制 JSON',
    copied: '已复制',
    copyFailed: '复制失败',
    masked: 'token、密码和密钥已隐去。',
    run: '执行',
    required: '必填',
    done: '完成',
    accounts: '账号',
    connections: '连接',
    faults: '故障',
    frames: '异常帧',
    messages: '消息与事件',
    observe: '日志',
    settings: '设置',
    sessions: '会话',
    queues: '队列',
    groups: '群组',
    rooms: '聊天室',
    threads: '子区',
    none: '无',
    name: '名称',
    nickname: '昵称',
    contacts: '好友',
    devices: '设备',
    queue: '队列',
    stored: '已存',
    lastKey: '最新 key',
    cursors: '已读到',
    owner: '群主',
    members: '成员',
    kind: '类型',
    match: '匹配',
    after: '跳过',
    times: '次数',
    compression: 'LZ4',
    leftOut: (n) => `另有 ${n} 项未列出`,
    password: '密码',
    to: '发给',
    text: '内容',
    logIn: '登录',
    logOut: '退出',
    send: '发送',
    failed: '失败',
  },
};

const KEPT = 'easemob-inspector-language';
const listeners = [];
let language =
  localStorage.getItem(KEPT) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const currentLanguage = () => language;

export function t(name, ...args) {
  const word = WORDS[language][name];
  return typeof word === 'function' ? word(...args) : word;
}

// Runs now and whenever another language is chosen.
export function inEveryLanguage(show) {
  listeners.push(show);
  show();
}

export function setLanguage(next) {
  language = next in WORDS ? next : 'en';
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const element of document.querySelectorAll('[data-t]')) {
    element.textContent = t(element.dataset.t);
  }
  for (const element of document.querySelectorAll('[data-lang]')) {
    element.hidden = element.dataset.lang !== language;
  }
  listeners.forEach((show) => show());
}

// The two selects of the page's head.
export function headSwitches() {
  const languages = document.getElementById('language');
  const themes = document.getElementById('theme');
  const kept = localStorage.getItem('easemob-inspector-theme') ?? 'light dark';
  const dress = (theme) => (document.documentElement.style.colorScheme = theme);
  languages.value = language;
  themes.value = kept;
  dress(kept);
  languages.onchange = () => setLanguage(languages.value);
  themes.onchange = () => {
    localStorage.setItem('easemob-inspector-theme', themes.value);
    dress(themes.value);
  };
  setLanguage(language);
}
