import assert from 'node:assert/strict';
import test from 'node:test';
import * as plan from '../../src/kg/render/static/map/plan.js';

test('the frame holds every spot, and one spot alone has room around it', () => {
  const frame = plan.frame([{ lat: 30, lon: 40 }, { lat: 35, lon: 50 }]);
  assert.ok(frame.south < 30 && frame.north > 35 && frame.west < 40 && frame.east > 50);
  const single = plan.frame([{ lat: 30, lon: 40 }]);
  assert.ok(single.north - single.south >= 2);
});

test('the projection is turned round by its inverse, and north is up', () => {
  const projected = plan.projection(plan.frame([{ lat: 30, lon: 40 }, { lat: 35, lon: 50 }]), 600, 400, { scale: 3, x: 11, y: -7 });
  assert.ok(Math.abs(projected.lonAt(projected.x(44.4)) - 44.4) < 1e-9);
  assert.ok(Math.abs(projected.latAt(projected.y(33.3)) - 33.3) < 1e-9);
  assert.ok(projected.y(34) < projected.y(33));
});

test('a degree of longitude is as wide as it is at the middle latitude', () => {
  const { x, y } = plan.projection({ south: 59, north: 61, west: 9, east: 11 }, 500, 500);
  assert.ok(Math.abs((x(11) - x(10)) / (y(60) - y(61)) - 0.5) < 1e-9);
});

test('rings of the outlines are read relative to the corner', () => {
  const points = plan.ringPoints([100, 200, 50, -100], { box: [24, 8, 66, 44], scale: 100 });
  assert.deepEqual(points, [[25, 10], [25.5, 9]]);
  assert.equal(plan.ringPath(points, { x: (lon) => lon, y: (lat) => -lat }), 'M25.0 -10.0L25.5 -9.0Z');
});

test('a hundred events of one place stand apart, the first where they belong', () => {
  const placed = plan.spread(Array.from({ length: 100 }, () => ({ px: 5, py: 5 })), 17);
  assert.deepEqual([placed[0].x, placed[0].y], [5, 5]);
  for (const [at, one] of placed.entries()) {
    assert.ok(placed.slice(at + 1).every((other) => Math.hypot(one.x - other.x, one.y - other.y) >= 16.9));
  }
});

/** A font in which every letter is 8 wide. */
const sizeOf = ({ text }) => ({ width: 8 * text.length, above: 9, below: 3 });

test('names never cover each other, what is taken, or the border', () => {
  const taken = [{ left: 90, right: 110, top: 90, bottom: 110 }];
  const wanted = Array.from({ length: 30 }, (_, at) => ({ x: 100 + (at % 5), y: 100 + at, gap: 12, text: `place ${at}` }));
  const found = plan.texts(wanted, taken, { width: 300, height: 200 }, sizeOf);
  assert.ok(found.length > 3 && found.length < 30);
  const boxes = [...taken, ...found.map(({ box }) => box)];
  boxes.forEach((one, at) => assert.ok(boxes.slice(at + 1).every((other) => plan.apart(one, other))));
  assert.ok(found.every(({ box }) => box.left >= 1 && box.right <= 299 && box.top >= 1 && box.bottom <= 199));
  assert.ok(found.every(({ box, text, baseline }) => box.right - box.left === 8 * text.length && box.bottom - baseline === 3));
});

test('degrees of a map are few and round', () => {
  assert.deepEqual(plan.degrees(23.2, 38.9), [25, 30, 35]);
  assert.deepEqual(plan.degrees(-0.5, 0.5).map(Math.abs), [0]);
});

test('few spots stay single, many of one square become a heap and none is lost', () => {
  const spots = Array.from({ length: 300 }, (_, at) => ({ px: at % 40, py: at < 298 ? 5 : 500 }));
  assert.equal(plan.heaped(spots.slice(0, 50), 60, 22).length, 50);
  const found = plan.heaped(spots, 60, 22);
  assert.equal(found.reduce((sum, { members }) => sum + (members?.length ?? 1), 0), 300);
  assert.equal(found.filter(({ members }) => members).length, 2);
});

test('a name that is too wide for the picture is left out', () => {
  const wanted = [{ x: 100, y: 50, gap: 5, text: 'narrow' }, { x: 100, y: 20, gap: 5, text: 'wider than the picture' }];
  assert.deepEqual(plan.texts(wanted, [], { width: 160, height: 80 }, sizeOf).map(({ text }) => text), ['narrow']);
});
