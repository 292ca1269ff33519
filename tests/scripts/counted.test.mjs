import assert from 'node:assert/strict';
import test from 'node:test';
import { joined, makeCounted } from '../../src/kg/explorer/static/model/counted.js';

const DAY = 86400000;
const dayOf = (text) => (/^(?!0000)\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) / DAY : null);
const spot = { events: 10, months: [0, 3, 2, 5] };
const counted = makeCounted({ events: 21, dated: 18, months: ['2023-11', '2023-12', '2024-02'], by_month: [6, 5, 7], spots: [spot] }, dayOf);
const range = (from, to, undated = true) => ({ from: dayOf(from), to: dayOf(to), undated });

test('months are whole, to the last of their days', () => {
  assert.deepEqual(counted.days[1], { first: dayOf('2023-12-01'), last: dayOf('2023-12-31') });
  assert.deepEqual(counted.span, { first: dayOf('2023-11-01'), last: dayOf('2024-02-29') });
});

test('a range counts the months that it touches, and what is undated where that is shown', () => {
  assert.equal(counted.within(spot, range('2023-11-30', '2024-01-31')), 3 + 2);
  assert.equal(counted.within(spot, range('2023-11-30', '2024-02-01', false)), 8);
  assert.equal(counted.within(spot, { from: null, to: null, undated: false }), 10);
  assert.equal(counted.total(range('2023-12-31', '2024-01-01', false)), 5);
  assert.equal(counted.total(range('2023-11-01', '2024-02-29')), 21);
});

test('a month that is no date of the calendar is in no range', () => {
  const odd = makeCounted({ events: 1, dated: 1, months: ['0000-11'], by_month: [1], spots: [] }, dayOf);
  assert.equal(odd.span, null);
  assert.equal(odd.total(range('2023-11-01', '2024-02-29')), 0);
});

test('spans are joined, also with none', () => {
  assert.deepEqual(joined({ first: 3, last: 5 }, { first: 1, last: 4 }), { first: 1, last: 5 });
  assert.deepEqual(joined(null, { first: 1, last: 4 }), { first: 1, last: 4 });
  assert.equal(joined(null, null), null);
});
