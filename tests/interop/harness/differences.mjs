// Where ours differs from the official client on purpose, as far as a scenario sees it.

// Ours tells more, in members that begin with `x-`: what is compared goes without them.
export function withoutExtras(data) {
  if (Array.isArray(data)) return data.map(withoutExtras);
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => !name.startsWith('x-')));
}

// A call that lacks something is refused by ours itself; the official client asks the server.
export const orRefusedHere = (type) => [type, -3];

// An interval of hours: ours pads it, as the documentation has it; the official client does not.
export function anInterval(from, to) {
  const texts = [(part) => String(part), (part) => String(part).padStart(2, '0')].map((digits) =>
    [from, to].map(({ hours, minutes }) => `${digits(hours)}:${digits(minutes)}`).join('-'),
  );
  return (value) => texts.includes(value);
}
