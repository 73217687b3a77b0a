// Scenarios our drivers cannot play yet, because not everything with a file in it is called so far.
const COMING = [
  /^bundle in every conversation/,
  /^api-shared-files: called by ours/,
  /^api-message-voice/,
];

export function isComing(flavour, name) {
  return flavour !== 'official' && COMING.some((pattern) => pattern.test(name));
}
