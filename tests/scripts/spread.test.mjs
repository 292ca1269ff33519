import assert from 'node:assert/strict';
import test from 'node:test';
import { BOX, near, separate, spread } from '../../src/kg/explorer/static/model/spread.js';

const ID = (at) => `n${String(at).padStart(3, '0')}`;
const ids = (count) => Array.from({ length: count }, (_, at) => ID(at));
const rows = (count) => Object.fromEntries(ids(count).map((id, at) => [id, [at * 134, at % 2 ? 40 : 144]]));
const ring = (count) => ids(count).map((id, at) => [id, ID((at + 1) % count)]);
const overlapping = (places, [wide, high] = BOX) => places.flatMap((one, at) => places.slice(at + 1).filter((other) =>
  Math.abs(one[0] - other[0]) < wide - 1 && Math.abs(one[1] - other[1]) < high - 1));

test('boxes are apart, and the same network gives the same places whichever way its links point', () => {
  const made = spread(ids(60), ring(60), rows(60));
  assert.deepEqual(Object.keys(made), ids(60));
  assert.deepEqual(overlapping(Object.values(made)), []);
  assert.deepEqual(spread(ids(60), ring(60).map(([from, to]) => [to, from]), rows(60)), made);
});

test('linked nodes stand together', () => {
  const made = spread(ids(7), ring(6), rows(7));
  const far = (one, other) => Math.hypot(made[one][0] - made[other][0], made[one][1] - made[other][1]);
  const mean = (all) => all.reduce((sum, value) => sum + value, 0) / all.length;
  assert.ok(mean(ring(6).map(([from, to]) => far(from, to))) < mean(ids(6).map((id) => far(id, ID(6)))));
});

test('boxes on one spot are freed; nothing and one node need nothing', () => {
  const places = Array.from({ length: 6 }, () => [0, 0]);
  separate(places);
  assert.deepEqual(overlapping(places), []);
  assert.deepEqual(spread([], [], {}), {});
  assert.deepEqual(spread(['a'], [['a', 'a']], { a: [0, 0] }), { a: [0, 0] });
});

test('each pair that is near is found once', () => {
  const places = Array.from({ length: 25 }, (_, at) => [at * 7 % 30, at * 11 % 40]);
  const expected = places.flatMap(([x, y], one) => places.flatMap(([otherX, otherY], other) =>
    (one < other && Math.abs(x - otherX) < 9 && Math.abs(y - otherY) < 6 ? [`${one} ${other}`] : [])));
  const found = near(places, [9, 6]).map((pair) => pair.join(' '));
  assert.ok(expected.length > 5);
  assert.deepEqual(found.sort(), expected.sort());
});
