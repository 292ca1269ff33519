import assert from 'node:assert/strict';
import test from 'node:test';
import { FITS, isNear, makeFinder } from '../../src/kg/explorer/static/model/find.js';

const actor = (name, names = [], share = 0) => ({ name, names, share, side: 'actor', kind_label: 'militia' });
const event = (name, place, start, first, last = first) => (
  { name, names: [], share: 0, side: 'event', kind_label: 'attack', place, start, end: null, first, last });
const finder = makeFinder([
  actor('Kataib Hezbollah', ['KH', '\u0643\u062a\u0627\u0626\u0628 \u062d\u0632\u0628 \u0627\u0644\u0644\u0647'], 0.9),
  actor('Lebanese Hezbollah', [], 0.5), actor('Khorasan group'),
  event('Drones at the base', 'Al Asad', '2023-11-17', 19678), event('Rockets', 'Erbil', '2023-10-20', 19650, 19700),
]);
const found = (text) => finder.find(text).map(({ thing, fit }) => [thing.name, FITS[fit]]);

test('words are near by one letter more, less, other, or exchanged', () => {
  for (const other of ['hezbolah', 'hezzbollah', 'hizbollah', 'hezbolalh', 'hezbollah']) assert.ok(isNear('hezbollah', other, 1), other);
  for (const other of ['hizbulah', 'hez', 'hamas']) assert.ok(!isNear('hezbollah', other, 1), other);
  assert.ok(isNear('hezbollah', 'hizbullah', 2));
});

test('a whole name comes before beginnings, words in any order and parts; the better known first', () => {
  assert.deepEqual(found('kh'), [['Kataib Hezbollah', 'name'], ['Khorasan group', 'beginning']]);
  assert.deepEqual(found('hezbollah'), [['Kataib Hezbollah', 'words'], ['Lebanese Hezbollah', 'words']]);
  assert.deepEqual(found('hezb leb'), [['Lebanese Hezbollah', 'words']]);
  assert.deepEqual(found('\u06a9\u062a\u0627\u06cc\u0628'), [['Kataib Hezbollah', 'beginning']]);
});

test('slips of the pen are forgiven only where nothing fits as written', () => {
  assert.deepEqual(found('kataeb hizbolla'), [['Kataib Hezbollah', 'similar']]);
  assert.deepEqual(found('khorasam'), [['Khorasan group', 'similar']]);
  assert.deepEqual(found('zzz'), []);
  assert.deepEqual(found(''), []);
});

test('events are found by place, month and date; a date holds for as long as they last', () => {
  assert.deepEqual(found('asad drones'), [['Drones at the base', 'words']]);
  assert.deepEqual(found('attack november 2023').map(([name]) => name), ['Drones at the base']);
  assert.deepEqual(found('2023-11-17').map(([name]) => name).sort(), ['Drones at the base', 'Rockets']);
  assert.deepEqual(found('erbil 2023-10-21').map(([name]) => name), ['Rockets']);
  assert.deepEqual(found('2024-01'), []);
});
