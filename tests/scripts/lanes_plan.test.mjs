import assert from 'node:assert/strict';
import test from 'node:test';
import * as plan from '../../src/kg/explorer/static/lanes/plan.js';

const actor = (name) => ({ id: name, name, side: 'actor', shape: 'dot', color: '#000000', kind: 'Militia' });
const event = (id, first, last = first) => ({ id, name: id, side: 'event', shape: 'diamond', color: '#0072B2', kind: 'Strike', first, last });
const model = {
  nodes: new Map([actor('a'), actor('b'), actor('c'), event('strike', 100), event('undated', null)].map((node) => [node.id, node])),
  looks: { ClaimOfResponsibility: { shape: 'triangleDown', color: '#F0E442' }, Denial: { shape: 'triangleDown', color: '#DDDDDD' } },
};
const edge = (id, from, to, family, more = {}) => ({ id, from, to, family, first: null, last: null, type: '', ...more });

test('who acts, is struck or claims gets marks; who only speaks does not', () => {
  const claim = edge('claim', 'a', 'strike', 'speech', { type: 'ClaimOfResponsibility', first: 101, last: 101 });
  const { dated, undated } = plan.marksOf([
    edge('by', 'a', 'strike', 'force'), edge('at', 'strike', 'b', 'force'), claim,
    edge('denial', 'c', 'strike', 'speech', { type: 'Denial' }), edge('hostile', 'a', 'b', 'force'),
    edge('late', 'b', 'undated', 'force'), edge('odd', 'a', 'strike', 'constructor'),
  ], model);
  assert.deepEqual(dated.map(({ key, lane, role, pick }) => [key, lane, role, pick]), [
    ['at|at', 'b', 'at', 'strike'], ['by|by', 'a', 'by', 'strike'], ['claim|says', 'a', 'says', 'claim'],
  ]);
  assert.equal(undated, 1);
});

test('a party whose side is not stated carries nothing out', () => {
  const { dated } = plan.marksOf([edge('p', 'a', 'strike', 'force', { sign: 0 })], model);
  assert.deepEqual(dated.map(({ lane, role }) => [lane, role]), [['a', 'with']]);
});

test('a statement without a date stands at the date of what it is about', () => {
  const { dated } = plan.marksOf([edge('c', 'a', 'strike', 'speech', { type: 'ClaimOfResponsibility' })], model);
  assert.equal(plan.dayOf(dated[0]), 100);
});

test('stretches end where nothing happens for more than thirty days', () => {
  assert.deepEqual(plan.stretches([50, 1, 31, 200]), [{ from: 1, to: 50 }, { from: 200, to: 200 }]);
});

test('the axis keeps order, scale and bounds', () => {
  const axis = plan.axis([1, 11, 21, 500, 900], 100, 900);
  const places = [0, 1, 11, 21, 300, 500, 900, 950].map(axis.x);
  assert.deepEqual([...places].sort((a, b) => a - b), places);
  assert.ok(Math.abs((axis.x(11) - axis.x(1)) - (axis.x(21) - axis.x(11))) < 1e-9);
  assert.ok(places[0] >= 100 && places.at(-1) <= 900.01);
});

/** A font in which every letter is 8 wide. */
const widthOf = (text) => 8 * text.length;

test('a long time still fits, and an axis of one day has a place', () => {
  const days = Array.from({ length: 3000 }, (_, at) => at * 5);
  const axis = plan.axis(days, 0, 800);
  assert.ok(axis.end <= 801, String(axis.end));
  assert.ok(plan.ticks(axis, widthOf).length < 20);
  const one = plan.axis([7], 0, 800);
  assert.ok(one.x(7) > 0 && one.x(7) < 800);
});

test('marks of a row are apart, and what has no room is heaped up', () => {
  const marks = Array.from({ length: 40 }, (_, at) => ({ key: String(at), x: at, first: at, last: at }));
  const { marks: placed, heaps, rows } = plan.stack(marks);
  for (const one of placed) {
    assert.ok(placed.every((other) => other === one || other.row !== one.row || Math.abs(other.x - one.x) >= 15));
  }
  assert.equal(placed.length + heaps.reduce((sum, { members }) => sum + members.length, 0), 40);
  assert.equal(rows, 8);
});

test('dates are apart, also from the dates of the next stretch', () => {
  const axis = plan.axis([1, 100, 400, 401, 480, 1000, 1001, 1002, 1003, 1004], 172, 900);
  const texts = plan.ticks(axis, widthOf);
  assert.ok(texts.length >= axis.parts.length);
  texts.slice(1).forEach((next, at) => assert.ok(next.at > texts[at].at + widthOf(texts[at].text), next.text));
});
