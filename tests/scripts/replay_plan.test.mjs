import assert from 'node:assert/strict';
import test from 'node:test';
import { caption, inWords, MOST, scenes } from '../../src/kg/explorer/static/replay/plan.js';

const DAY = 86400000;
const dayOf = (text) => Date.parse(text) / DAY;
const dateOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const event = (id, text) => ({ id, name: `Event ${id}`, first: text && dayOf(text) });

test('a scene is a day, in order of time; what has no date has no scene', () => {
  const found = scenes([event('b', '2023-11-20'), event('a', '2023-10-17'), event('c', '2023-11-20'), event('d', null)], dateOf);
  assert.deepEqual(found.map(({ when, last, events }) => [when, dateOf(last), events.map(({ id }) => id)]), [
    ['2023-10-17', '2023-10-17', ['a']], ['2023-11-20', '2023-11-20', ['b', 'c']],
  ]);
  assert.deepEqual(scenes([], dateOf), []);
});

test('many days are told by month, many months by year', () => {
  const daily = Array.from({ length: MOST + 40 }, (_, at) => event(`e${at}`, dateOf(dayOf('2023-01-01') + at)));
  assert.deepEqual(scenes(daily, dateOf).map(({ when }) => when), ['2023-01', '2023-02', '2023-03', '2023-04']);
  const monthly = Array.from({ length: MOST + 1 }, (_, at) => event(`e${at}`, `${2000 + Math.floor(at / 12)}-${String(at % 12 + 1).padStart(2, '0')}-05`));
  assert.deepEqual(scenes(monthly, dateOf).map(({ when }) => when), ['2000', '2001', '2002', '2003', '2004', '2005']);
});

test('a caption says when, what, who claims it, and how much more', () => {
  const [scene] = scenes(['a', 'b', 'c'].map((id) => event(id, '2023-10-17')), dateOf);
  assert.equal(caption(scene, (id) => (id === 'b' ? ['X', 'Y'] : [])), '17 October 2023: Event a; Event b (claimed by X and Y); and 1 more');
  assert.deepEqual(['2023-10', '2023'].map(inWords), ['October 2023', '2023']);
});
