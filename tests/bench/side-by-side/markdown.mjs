// Numbers and tables as people read them.

export const grouped = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');
export const mib = (bytes) => (bytes / 2 ** 20).toFixed(1);
export const kib = (bytes) => (bytes / 1024).toFixed(1);

export function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
