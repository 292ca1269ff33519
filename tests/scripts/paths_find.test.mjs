import assert from 'node:assert/strict';
import test from 'node:test';
import { find } from '../../src/kg/render/static/paths/find.js';

const edge = (from, to, sign = 1) => ({ id: `${from}${to}${sign}`, from, to, sign });
const nodes = (paths) => paths.map((path) => path.nodes.join(''));

test('shortest first, then fewer hostile steps, then by name', () => {
  const edges = [edge('a', 'c', -1), edge('c', 'z'), edge('a', 'b'), edge('b', 'z'), edge('a', 'd'), edge('d', 'z'), edge('a', 'z', -1)];
  assert.deepEqual(nodes(find(edges, 'a', 'z', { limit: 9 })), ['az', 'abz', 'adz', 'acz']);
  assert.deepEqual(nodes(find(edges, 'a', 'z')), ['az', 'abz', 'adz']);
});

test('a step is hostile only if all its relations are', () => {
  const [path] = find([edge('a', 'b', -1), edge('b', 'a', 1)], 'a', 'b');
  assert.equal(path.steps[0].hostile, false);
  assert.equal(path.steps[0].relations.length, 2);
  const [directed] = find([edge('a', 'b', -1), edge('b', 'a', 1)], 'a', 'b', { directed: true });
  assert.equal(directed.hostile, 1);
});

test('no path, no node, one node', () => {
  assert.deepEqual(nodes(find([edge('a', 'b')], 'b', 'a', { directed: true })), []);
  assert.deepEqual(nodes(find([], 'a', 'b')), []);
  assert.deepEqual(nodes(find([edge('a', 'a')], 'a', 'a')), []);
});

test('nodes named like what every object has are nodes', () => {
  const edges = [edge('__proto__', 'constructor'), edge('constructor', 'toString')];
  assert.deepEqual(nodes(find(edges, '__proto__', 'toString')), ['__proto__constructortoString']);
});
