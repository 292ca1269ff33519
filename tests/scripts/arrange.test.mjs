import assert from 'node:assert/strict';
import test from 'node:test';
import { makeArrange } from '../../src/kg/render/static/model/arrange.js';

const ID = (at) => `n${String(at).padStart(3, '0')}`;

/** The arrangement of so many nodes and the given lines. */
function arrangeOf(count, lines, state, layout = null) {
  const ids = Array.from({ length: count }, (_, at) => ID(at));
  const model = { nodes: new Map(ids.map((id) => [id, { kind: 'k', share: id === ID(0) ? 1 : 0 }])), layouts: { hierarchy: layout } };
  const scene = { nodes: new Set(ids), lines: new Map(lines.map(([from, to], at) => [at, { from: ID(from), to: ID(to) }])) };
  return makeArrange(model, { state }, scene);
}

const apart = (positions, wide = 130, high = 80) => Object.values(positions).every(([x, y], at, all) =>
  all.slice(at + 1).every(([otherX, otherY]) => Math.abs(x - otherX) >= wide || Math.abs(y - otherY) >= high));
const far = ([x, y], shape) => Math.hypot(x / shape, y);

test('rings tell how many steps away a node is, whichever is in the middle', () => {
  const chain = Array.from({ length: 6 }, (_, at) => [at, at + 1]);
  const { positions, rings } = arrangeOf(7, chain, { layout: 'ego', centre: ID(2) }).current(1.5, true);
  assert.deepEqual(positions[ID(2)], [0, 0]);
  assert.deepEqual(rings.map(({ caption }) => caption), ['1 step', '2 steps', '3 steps', '4 steps']);
  const distances = [2, 1, 3, 0, 4, 5, 6].map((at) => Math.round(far(positions[ID(at)], 1)));
  assert.ok(distances[1] < distances[3] && distances[3] < distances[5] && distances[5] < distances[6]);
  assert.equal(apart(positions), true);
});

test('a ring of many is laid in rows, apart, the same every time', () => {
  const star = Array.from({ length: 150 }, (_, at) => [0, at + 1]);
  const first = arrangeOf(151, star, { layout: 'ego', centre: null }).current(1.4, true);
  assert.deepEqual(first, arrangeOf(151, star, { layout: 'ego', centre: null }).current(1.4, true));
  assert.deepEqual(first.positions[ID(0)], [0, 0]);
  assert.equal(apart(first.positions, 60, 60), true);
});

test('what cannot be reached comes last; nothing drawn needs no place', () => {
  const { positions } = arrangeOf(3, [[0, 1]], { layout: 'ego', centre: ID(0) }).current(1, true);
  assert.ok(far(positions[ID(2)], 1) > far(positions[ID(1)], 1));
  assert.deepEqual(Object.keys(arrangeOf(0, [], { layout: 'ego', centre: null }).current(1, true).positions), []);
});

/** Bands of 3 and of 20 nodes, each as one row. */
const LAYOUT = {
  halfWidth: 2000,
  bands: [{ caption: 'above', top: 0, bottom: 100 }, { caption: 'empty', top: 110, bottom: 200 }, { caption: 'below', top: 210, bottom: 300 }],
  positions: Object.fromEntries(Array.from({ length: 23 }, (_, at) => [ID(at), at < 3 ? [at * 100, 40] : [(at - 12) * 134, 250]])),
};

test('a hierarchy keeps order and bands, leaves out empty ones, and takes the shape of the stage', () => {
  const shape = ({ positions }) => {
    const [xs, ys] = [0, 1].map((axis) => Object.values(positions).map((at) => at[axis]));
    return (Math.max(...xs) - Math.min(...xs)) / (Math.max(...ys) - Math.min(...ys));
  };
  const wide = arrangeOf(23, [], { layout: 'hierarchy' }, LAYOUT).current(4, true);
  const high = arrangeOf(23, [], { layout: 'hierarchy' }, LAYOUT).current(0.8, true);
  assert.deepEqual(wide.bands.map(({ caption }) => caption), ['above', 'below']);
  assert.ok(shape(wide) > 2 * shape(high));
  for (const { positions, bands, halfWidth } of [wide, high]) {
    assert.equal(apart(positions), true);
    assert.ok(positions[ID(0)][0] < positions[ID(1)][0] && positions[ID(1)][0] < positions[ID(2)][0]);
    for (const [id, [x, y]] of Object.entries(positions)) {
      const band = bands[id < ID(3) ? 0 : 1];
      assert.ok(y > band.top && y < band.bottom && Math.abs(x) < halfWidth);
    }
  }
});

test('rows stay as high as they were until a fresh one is asked for', () => {
  const arrange = arrangeOf(23, [], { layout: 'hierarchy' }, LAYOUT);
  const first = arrange.current(0.8, true);
  assert.deepEqual(arrange.current(4, false), first);
});
