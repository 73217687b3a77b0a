// What an answer or an event has to look like: the members named, each as given or as a test of
// it says.
import assert from 'node:assert/strict';

export function assertShape(actual, wanted, where = 'it') {
  if (typeof wanted === 'function') {
    assert.ok(wanted(actual), `${where} is ${JSON.stringify(actual)}: not ${wanted.name || wanted}`);
  } else if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(actual), `${where} is no list: ${JSON.stringify(actual)}`);
    assert.equal(actual.length, wanted.length, `length of ${where}: ${JSON.stringify(actual)}`);
    wanted.forEach((item, index) => assertShape(actual[index], item, `${where}[${index}]`));
  } else if (wanted !== null && typeof wanted === 'object') {
    assert.ok(
      actual !== null && typeof actual === 'object',
      `${where} is no object: ${JSON.stringify(actual)}`,
    );
    for (const [name, member] of Object.entries(wanted)) {
      assertShape(actual[name], member, `${where}.${name}`);
    }
  } else {
    assert.equal(actual, wanted, where);
  }
}

export function hasShape(actual, wanted) {
  try {
    assertShape(actual, wanted);
    return true;
  } catch {
    return false;
  }
}

export const aText = (value) => typeof value === 'string' && value !== '';
export const aTime = (value) => Number.isInteger(value) && value > 1_600_000_000_000;
export const absent = (value) => value === undefined;
export const holds = (wanted) => (value) => Array.isArray(value) && value.includes(wanted);
export const aNumber = (value) => typeof value === 'number';
