import assert from 'node:assert/strict';
import test from 'node:test';
import { fold, keyOf, named } from '../../src/kg/explorer/static/model/names.js';

const things = [
  { name: 'Kataib Hezbollah', names: ['KH', '\u0643\u062a\u0627\u0626\u0628 \u062d\u0632\u0628 \u0627\u0644\u0644\u0647'] },
  { name: 'Khorasan group', names: ['KH'] },
  { name: 'Lebanese Hezbollah', names: [] },
];
const found = (text) => named(things, text).map(({ name }) => name);

test('case, accents, apostrophes, hyphens and forms of Arabic letters make no difference', () => {
  assert.equal(fold('Kat\u0101\u02beib \u1e24izbull\u0101h'), fold("kata'ib  HIZBULLAH"));
  assert.equal(keyOf('Harakat al-Nujaba'), keyOf('harakat alnujaba'));
  assert.deepEqual(found('\u06a9\u062a\u0627\u06cc\u0628 \u062d\u0632\u0628\u200c\u0627\u0644\u0644\u0647'), ['Kataib Hezbollah']);
});

test('the same name comes before one that begins alike, and all that have it are found', () => {
  assert.deepEqual(found('kh'), ['Kataib Hezbollah', 'Khorasan group']);
  assert.deepEqual(found('kho'), ['Khorasan group']);
  assert.deepEqual(found('hezbollah'), ['Kataib Hezbollah', 'Lebanese Hezbollah']);
  assert.deepEqual([found(''), found(' '), found('nobody')], [[], [], []]);
});
