// A drawing of messages a CPU-second: a bar for each client, on a scale of powers of ten.
import { grouped } from './markdown.mjs';

const SHOWN = ['official', 'smol', 'tokio', 'floor'];
const [LEFT, WIDTH, RIGHT] = [130, 480, 90];
const [TOP, BAR, GAP, FOOT] = [50, 13, 14, 30];

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 14px; font-weight: 600 }
  .small { font-size: 11px }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  line { stroke: #8884 }
  .official { fill: #b0702a }
  .smol { fill: #2f7fc1 }
  .tokio { fill: #1a9a8a }
  .floor { fill: #8a8f98 }
  @media (prefers-color-scheme: dark) { text { fill: #d8dee6 } }`;

// `rates[workload][client]` is a number.
export function chart(rates) {
  const all = Object.values(rates).flatMap((byClient) => SHOWN.map((c) => byClient[c] ?? 0));
  const least = 10 ** Math.floor(Math.log10(Math.min(...all.filter((rate) => rate > 0))));
  const most = 10 ** Math.ceil(Math.log10(Math.max(...all)));
  const decades = Math.log10(most / least);
  const x = (rate) => (Math.log10(rate / least) / decades) * WIDTH;

  const parts = [text(LEFT, 18, 'title', 'Messages a CPU-second')];
  SHOWN.forEach((client, i) => {
    parts.push(
      rect(LEFT + i * 90, 27, 10, 10, client),
      text(LEFT + i * 90 + 14, 36, 'small', client),
    );
  });
  let y = TOP;
  for (const [workload, byClient] of Object.entries(rates)) {
    const clients = SHOWN.filter((client) => byClient[client]);
    const middle = y + (clients.length * BAR) / 2 + 4;
    parts.push(text(LEFT - 10, middle, 'end', workload));
    for (const client of clients) {
      const length = x(byClient[client]);
      parts.push(rect(LEFT, y, length, BAR - 2, client));
      parts.push(text(LEFT + length + 5, y + BAR - 3, 'small', grouped(byClient[client])));
      y += BAR;
    }
    y += GAP;
  }
  const bottom = y - GAP / 2;
  for (let power = 0; power <= decades; power += 1) {
    const at = LEFT + (power / decades) * WIDTH;
    parts.unshift(`<line x1="${at}" y1="${TOP - 6}" x2="${at}" y2="${bottom}"/>`);
    parts.push(text(at, bottom + 16, 'small middle', grouped(least * 10 ** power)));
  }
  const [width, height] = [LEFT + WIDTH + RIGHT, bottom + FOOT];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Messages a CPU-second of each client">
<style>${STYLE}
</style>
${parts.join('\n')}
</svg>
`;
}

function text(x, y, kind, words) {
  return `<text x="${round(x)}" y="${round(y)}" class="${kind}">${words}</text>`;
}

function rect(x, y, width, height, kind) {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" rx="2" class="${kind}"/>`;
}

const round = (n) => Math.round(n * 10) / 10;
