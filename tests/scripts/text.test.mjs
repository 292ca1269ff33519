import assert from 'node:assert/strict';
import test from 'node:test';
import { shorten } from '../../src/kg/render/static/page/text.js';

const widthOf = (text) => 8 * [...text].length;

test('a text that fits stays whole, one that does not ends in an ellipsis within the room', () => {
  assert.equal(shorten('Kataib', 48, widthOf), 'Kataib');
  assert.equal(shorten('Kataib Hezbollah', 48, widthOf), 'Katai…');
  assert.equal(shorten('Kataib Hezbollah', 64, widthOf), 'Kataib…', 'no space before the ellipsis');
});

test('letters outside the first plane stay whole, and one letter is left however little room there is', () => {
  assert.equal(shorten('\u{10330}\u{10331}\u{10332}', 16, widthOf), '\u{10330}…');
  assert.equal(shorten('abc', 1, widthOf), 'a…');
});
