// Makes elements: el('button', { type: 'button', onclick }, 'text', child).
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'data') Object.assign(element.dataset, value);
    else if (name in element && name !== 'list') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function clock(ms) {
  const date = new Date(ms);
  const two = (number) => String(number).padStart(2, '0');
  const seconds = `${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}

export function bytes(count) {
  return count < 10_000 ? `${count} B` : `${Math.round(count / 1024)} KiB`;
}

export async function copy(text, button, done, failed) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = done;
  } catch {
    button.textContent = failed;
  }
  setTimeout(() => (button.textContent = before), 1200);
}
