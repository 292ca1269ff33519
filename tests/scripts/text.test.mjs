import assert from 'node:assert/strict';
import test from 'node:test';
import { shorten, wrap } from '../../src/kg/explorer/static/page/text.js';

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

test('a name is wrapped by its width, and cut in the last line that it may have', () => {
  assert.deepEqual(wrap('Islamic Resistance in Iraq', 88, 3, widthOf), ['Islamic', 'Resistance', 'in Iraq']);
  assert.deepEqual(wrap('Islamic Resistance in Iraq', 88, 2, widthOf), ['Islamic', 'Resistance…']);
  assert.deepEqual(wrap('Islamic Resistance in Iraq', 88, 1, widthOf), ['Islamic Re…']);
  assert.deepEqual(wrap('', 88, 3, widthOf), ['']);
});

test('a word that is wider than a line is parted by its letters, which may differ in width, with hyphens', () => {
  const narrowI = (text) => [...text].reduce((sum, letter) => sum + (letter === 'i' || letter === '-' ? 2 : 8), 0);
  assert.deepEqual(wrap('iiiiiiiimm', 18, 3, narrowI), ['iiiiiii-', 'imm']);
  assert.deepEqual(wrap('mmm', 1, Infinity, narrowI), ['m-', 'm-', 'm'], 'one letter however little room there is');
});

test('a word that is too wide is broken after its hyphens, and with new ones only where these are too far apart', () => {
  const wide = (text) => text.length;
  assert.deepEqual(wrap('Iran-backed militias', 8, 4, wide), ['Iran-', 'backed', 'militias']);
  assert.deepEqual(wrap('al-a-b-long', 5, 4, wide), ['al-a-', 'b-', 'long']);
  assert.deepEqual(wrap('Badr Organization', 9, 4, wide), ['Badr', 'Organiza-', 'tion']);
  assert.deepEqual(wrap('Commander', 7, 4, wide), ['Comman-', 'der'], 'three letters are left for the next line');
});
