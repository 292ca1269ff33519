import assert from 'node:assert/strict';
import test from 'node:test';
import { makeScene } from '../../src/kg/explorer/static/model/scene.js';

const PATTERNS = { pattern: (inferred, disputed) => [inferred, disputed], ends: { '-1': 'bar', 0: 'circle', 1: 'arrow' } };
const actor = (id, share = 0.5) => ({ id, core: true, side: 'actor', share });
const event = (id) => ({ id, core: false, side: 'event', share: 0 });
const edge = (from, to, told = {}) =>
  ({ id: `${from}>${to}`, from, to, family: 'support', sign: 1, chief: true, inferred: false, status: 'accepted', change: null, ...told });

/** A scene over nodes and edges that all pass the filters. */
function sceneOf(nodes, edges, state = {}) {
  const incident = new Map(nodes.map(({ id }) => [id, edges.filter(({ from, to }) => from === id || to === id)]));
  const model = {
    ...PATTERNS, incident, nodes: new Map(nodes.map((node) => [node.id, node])), edges: new Map(edges.map((one) => [one.id, one])),
    chosen: { policy: 0, compared: null },
  };
  const filters = {
    state: { fold: true, only: new Set(), open: new Set(), drawn: new Set(), selected: null, ...state },
    view: { nodes: new Set(model.nodes.keys()), edges: new Set(model.edges.keys()), ghosts: new Set(), shades: new Set() },
  };
  const scene = makeScene(model, filters);
  scene.update();
  return { scene, filters };
}

const drawn = (scene) => [...scene.nodes].sort().join(' ');
const line = (scene, id) => scene.lines.get(id) ?? null;

/** A triangle of actors, one with a single tie, and 30 strikes of a against b. */
const STRIKES = Array.from({ length: 30 }, (_, at) => `s${at}`);
const NODES = [...['a', 'b', 'c', 'lone'].map((id) => actor(id)), ...STRIKES.map(event)];
const EDGES = [
  edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('c', 'lone'),
  ...STRIKES.flatMap((id) => [edge('a', id, { family: 'force', sign: -1 }), edge(id, 'b', { family: 'force', sign: -1 })]),
];

test('an overview draws those with ties to two others, and folds events into a line with their number', () => {
  const { scene } = sceneOf(NODES, EDGES);
  assert.equal(drawn(scene), 'a b c');
  const { count, events, arrows } = line(scene, 'group:a|b|force');
  assert.deepEqual([count, events.length, arrows.to, arrows.from.enabled], [30, 30, { enabled: true, type: 'bar', scaleFactor: 0.55 }, false]);
  assert.deepEqual([...scene.folded].sort(), [['a', 30], ['b', 30], ['c', 1]]);
});

test('what is open or selected is drawn, and its events leave the line', () => {
  const { scene } = sceneOf(NODES, EDGES, { open: new Set(['s3']), selected: 'lone' });
  assert.equal(drawn(scene), 'a b c lone s3');
  assert.equal(line(scene, 'group:a|b|force').count, 29);
  assert.equal(scene.lineOf.get('a>s3'), 'a>s3');
});

test('nothing is folded in a small graph, in a neighbourhood, or on demand', () => {
  assert.equal(sceneOf(NODES.slice(0, 4), EDGES.slice(0, 4)).scene.isFolded, false);
  assert.equal(sceneOf(NODES, EDGES, { only: new Set(['a']) }).scene.isFolded, false);
  assert.equal(sceneOf(NODES, EDGES, { fold: false }).scene.nodes.size, NODES.length);
});

test('a line looks like what its relations share', () => {
  const nodes = [actor('a'), actor('b')];
  const mixed = [edge('a', 'b', { inferred: true }), { ...edge('b', 'a', { sign: -1, status: 'disputed' }), id: 'back' }];
  const { dashes, status, arrows, change } = line(sceneOf(nodes, mixed).scene, 'group:a|b|support');
  assert.deepEqual([dashes, status, change], [[false, false], 'accepted', null]);
  assert.deepEqual([arrows.to.type, arrows.from.type], ['arrow', 'bar']);
  const lost = [edge('a', 'b', { change: 'lost' }), { ...edge('a', 'b', { change: 'lost' }), id: 'too' }];
  assert.equal(line(sceneOf(nodes, lost).scene, 'group:a|b|support').change, 'lost');
  lost[1].change = null;
  assert.equal(line(sceneOf(nodes, lost).scene, 'group:a|b|support').change, 'altered');
});

test('a group falls apart while it or one of its relations is selected', () => {
  const nodes = [actor('a'), actor('b')];
  const edges = [edge('a', 'b'), { ...edge('a', 'b'), id: 'too' }];
  for (const selected of ['too', 'group:a|b|support']) {
    const { scene } = sceneOf(nodes, edges, { selected });
    assert.deepEqual([...scene.lines.keys()].sort(), ['a>b', 'too']);
    assert.equal(scene.groups.get('group:a|b|support').count, 2);
  }
});

test('the chief actors stay the same while filters take edges away', () => {
  const { scene, filters } = sceneOf(NODES, EDGES);
  filters.view.edges.delete('c>a');
  scene.update();
  assert.equal(drawn(scene), 'a b c');
});
