import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MOST, chartPlan, mapPlan, networkPlan, timePlan } from '../../src/kg/serve/static/results.js';

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const iri = (value) => ({ type: 'uri', value });
const text = (value) => ({ type: 'literal', value });
const number = (value) => ({ type: 'literal', value: String(value), datatype: `${XSD}integer` });
const moment = (value) => ({ type: 'literal', value, datatype: `${XSD}dateTime` });
const labelOf = (value) => value.replace('urn:', '').toUpperCase();

test('two columns of degrees, or one of WKT points, are places', () => {
  const rows = [{ e: iri('urn:a'), lat: number(33), lon: number(44) }, { e: iri('urn:b'), lat: number(91), lon: number(0) }];
  assert.deepEqual(mapPlan(['e', 'lat', 'lon'], rows, labelOf).points, [{ lon: 44, lat: 33, label: 'A' }]);
  const wkt = [{ label: text('Camp'), at: text('POINT(44.5 33.25)') }];
  assert.deepEqual(mapPlan(['label', 'at'], wkt, labelOf).points, [{ lon: 44.5, lat: 33.25, label: 'Camp' }]);
  assert.equal(mapPlan(['e'], [{ e: iri('urn:a') }], labelOf), null);
});

test('two columns of things are a network without doubles and loops', () => {
  const pairs = [['a', 'b'], ['a', 'b'], ['a', 'a'], ['b', 'c']];
  const rows = pairs.map(([s, o]) => ({ s: iri(`urn:${s}`), o: iri(`urn:${o}`) }));
  const plan = networkPlan(['s', 'o'], rows, labelOf);
  assert.deepEqual(plan.lines, [['urn:a', 'urn:b'], ['urn:b', 'urn:c']]);
  assert.deepEqual(plan.nodes.map(({ label }) => label).sort(), ['A', 'B', 'C']);
  assert.ok(plan.nodes.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
  assert.deepEqual(plan, networkPlan(['s', 'o'], rows, labelOf), 'the same places each time');
  assert.equal(networkPlan(['s'], rows, labelOf), null);
});

test('a large network keeps those with most lines and counts the rest', () => {
  const rows = Array.from({ length: 300 }, (_, place) => ({ s: iri('urn:hub'), o: iri(`urn:${place}`) }));
  const plan = networkPlan(['s', 'o'], rows, labelOf);
  assert.equal(plan.nodes.length, MOST.nodes);
  assert.equal(plan.left, 301 - MOST.nodes);
  assert.equal(plan.nodes[0].label, 'HUB');
});

test('a day is that of the place, whatever the time zone, and ends come after beginnings', () => {
  const rows = [
    { e: iri('urn:b'), from: moment('2023-11-21T00:30:00+03:00'), to: moment('2023-11-20T23:00:00-05:00') },
    { e: iri('urn:a'), from: moment('2023-11-01T00:00:00+03:00') },
  ];
  const { marks } = timePlan(['e', 'from', 'to'], rows, labelOf);
  assert.deepEqual(marks.map(({ label, day }) => [label, day]), [['A', '2023-11-01'], ['B', '2023-11-21']]);
  assert.ok(marks.every(({ from, to }) => from <= to));
  assert.equal(timePlan(['e'], rows, labelOf), null);
});

test('bars go by the first number that is no degree, the longest first', () => {
  const rows = [{ who: text('x'), lat: number(1), n: number(2) }, { who: text('y'), lat: number(1), n: number(5) }];
  const plan = chartPlan(['who', 'lat', 'n'], rows, labelOf);
  assert.equal(plan.number, 'n');
  assert.deepEqual(plan.bars, [{ label: 'y', value: 5 }, { label: 'x', value: 2 }]);
  assert.equal(chartPlan(['who'], rows, labelOf), null);
});
