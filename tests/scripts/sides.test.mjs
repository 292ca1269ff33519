import assert from 'node:assert/strict';
import test from 'node:test';
import { makeSides } from '../../src/kg/explorer/static/model/sides.js';
import { place } from '../../src/kg/explorer/static/sides/labels.js';
import { plan } from '../../src/kg/explorer/static/sides/plan.js';
import { curve, way } from '../../src/kg/explorer/static/sides/routes.js';

/** Names by their place: a state left, two groups and their name, a state right, a state below with an umbrella. */
const NAMES = ['north', 'guard', 'red', 'blue', 'banner', 'south', 'fleet', 'host', 'umbrella'];
const side = (role, state, ...bands) => ({ role, state, name: role, bands, more: [] });
const DATA = {
  sides: [
    side('sponsor', 0, ['', [0, 1]]), side('groups', null, ['Shared names', [4]], ['Armed groups', [2, 3]]),
    side('target', 5, ['', [5, 6]]), side('host', 7, ['', [7, 8]]),
  ],
  lines: [
    [0, 2, 'helps', [[0]]], [1, 3, 'helps', [[1]]], [2, 6, 'harms', [[2, 3], [4, 5]]], [5, 0, 'harms', [[6]]],
    [5, 2, 'harms', [[7, 8]]], [7, 6, 'helps', [[9]]], [3, 7, 'helps', [[10]]], [2, 3, 'helps', [[11]]], [0, 7, 'other', [[12]]],
  ],
  rails: [[4, [[2, [13]], [3, [14]]]], [8, [[2, [15]]]]],
};

const edge = (id, from, to, told = {}) => ({
  id: `e${id}`, from, to, family: 'support', sign: 1, type: '', grade: 'B2', sources: new Set([`s${id}`]), status: 'accepted', change: null, ...told,
});
const FORCE = { family: 'force', sign: -1 };
const EDGES = [
  edge(0, 'north', 'red'), edge(1, 'guard', 'blue'), edge(2, 'red', 'raid', FORCE), edge(3, 'raid', 'fleet', { ...FORCE, grade: 'D3' }),
  edge(4, 'red', 'part', FORCE), edge(5, 'part', 'fleet', FORCE), edge(6, 'south', 'north', FORCE), edge(7, 'south', 'strike', FORCE),
  edge(8, 'strike', 'red', FORCE), edge(9, 'host', 'fleet'), edge(10, 'blue', 'host'), edge(11, 'red', 'blue'), edge(12, 'north', 'host'),
  edge(13, 'red', 'banner'), edge(14, 'blue', 'banner'), edge(15, 'red', 'umbrella'),
];
const PART = { ...edge(99, 'part', 'raid'), type: 'isSubEventOf' };

/** Sides over the edges that a filter lets through. */
function sidesOf(passes = () => true) {
  const all = [...EDGES, PART];
  const incident = new Map();
  for (const one of all) for (const id of [one.from, one.to]) incident.set(id, [...(incident.get(id) ?? []), one]);
  const model = {
    sides: DATA, incident, edges: new Map(EDGES.map((one) => [one.id, one])), short: (id) => id, voiceOf: (source) => source,
    at: { node: (at) => NAMES[at], edge: (at) => EDGES[at].id, kind: () => ({ kind: 'State', label: 'state' }) },
  };
  return makeSides(model, { view: { edges: new Set(EDGES.filter(passes).map(({ id }) => id)), nodes: new Set(NAMES) } });
}

test('a line holds as long as one of its statements does', () => {
  const id = 'tie:red|fleet|harms';
  assert.equal(sidesOf().standing(id), 'held');
  assert.equal(sidesOf((one) => one.id !== 'e2').standing(id), 'thinned');
  assert.equal(sidesOf((one) => !['e2', 'e5'].includes(one.id)).standing(id), 'gone');
  const sides = sidesOf();
  sides.use((edgeId) => edgeId !== 'e4');
  assert.equal(sides.standing(id), 'thinned');
  assert.equal(sides.standing('unknown'), null);
});

test('a line has the grade of its best statement, which has that of its weakest edge; parts are counted, wholes are not', () => {
  const whole = sidesOf().look(sidesOf().lines.get('tie:red|fleet|harms'));
  assert.deepEqual([whole.grade, whole.sources, whole.events], ['B2', 2, ['part']]);
  const one = sidesOf((held) => held.id !== 'e4').look(sidesOf().lines.get('tie:red|fleet|harms'));
  assert.deepEqual([one.grade, one.sources, one.events], ['D3', 1, ['raid']]);
});

for (const width of [360, 700, 1000, 1800]) {
  test(`every name and line has a place ${width} pixels wide, and they are the same whatever holds`, () => {
    const made = plan(sidesOf(), { width, height: 500 });
    const filtered = plan(sidesOf(() => false), { width, height: 500 });
    assert.deepEqual([...made.places], [...filtered.places]);
    assert.deepEqual([...made.places.keys()].sort(), [...NAMES].sort());
    assert.equal(made.ways.size, DATA.lines.length);
    for (const { x, y } of made.places.values()) assert.ok(x > 0 && x < made.width && y > 0 && y < made.height);
    for (const { d, at } of made.ways.values()) {
      assert.ok(!d.includes('NaN') && !d.includes('undefined'));
      for (const share of [0, 0.3, 0.5, 1]) assert.ok(at(share).x >= 0 && at(share).x <= made.width, `${at(share).x}`);
    }
    const { north, red, south, host } = Object.fromEntries(made.places);
    assert.ok(north.x < red.x && red.x < south.x && host.y > red.y);
    for (const rail of made.rails) assert.ok(rail.dots.every(({ x }) => x === rail.x));
  });
}

test('a way has rounded corners and a point at each share of its length', () => {
  const made = way([{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 100 }]);
  assert.deepEqual(made.at(0.25), { x: 50, y: 0 });
  assert.deepEqual(made.at(1), { x: 100, y: 100 });
  assert.equal(made.level, 0.25);
  assert.match(made.d, /^M0\.0 0\.0L91\.0 0\.0Q100\.0 0\.0 100\.0 9\.0L/);
  assert.deepEqual(curve({ x: 0, y: 0 }, { x: 10, y: 10 }).at(0.5), { x: 5, y: 5 });
});

test('a label stands where nothing else does, or not at all', () => {
  const line = way([{ x: 0, y: 50 }, { x: 100, y: 50 }]);
  const size = { width: 20, height: 10, within: 100 };
  const taken = [{ left: 40, right: 60, top: 40, bottom: 60 }];
  assert.equal(place(line, [0.5, 0.2], size, taken, false).x, 20);
  assert.equal(place(line, [0.2], size, taken, false), null);
  assert.equal(place(line, [0.2], size, taken, true).x, 20);
  assert.equal(place(line, [0.99], size, [], false), null);
});
