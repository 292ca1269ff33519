import assert from 'node:assert/strict';
import test from 'node:test';
import * as rove from '../../src/kg/render/static/page/rove.js';

const at = (id, x, y) => ({ id, x, y });

test('an arrow key leads to the nearest point ahead', () => {
  const points = [at('left', -10, 0), at('near', 10, 2), at('far', 30, 0), at('below', 1, 20)];
  assert.equal(rove.nearest(at('me', 0, 0), points, 'ArrowRight').id, 'near');
  assert.equal(rove.nearest(at('me', 0, 0), points, 'ArrowLeft').id, 'left');
  assert.equal(rove.nearest(at('me', 0, 0), points, 'ArrowDown').id, 'below');
  assert.equal(rove.nearest(at('me', 0, 0), points, 'ArrowUp'), null);
});

test('what is rather sideways than ahead is not in the direction', () => {
  assert.equal(rove.nearest(at('me', 0, 0), [at('aside', 5, 40)], 'ArrowRight'), null);
  assert.equal(rove.nearest(at('me', 0, 0), [at('same', 0, 0)], 'ArrowRight'), null);
});

test('keys that every object has are no arrows', () => {
  assert.deepEqual(['ArrowUp', 'Enter', 'constructor', '__proto__'].map(rove.isArrow), [true, false, false, false]);
});
