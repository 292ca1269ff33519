import assert from 'node:assert/strict';
import test from 'node:test';
import { makeTables } from '../../src/kg/render/static/export/tables.js';
import { makeTurtle } from '../../src/kg/render/static/export/turtle.js';

const node = (id, more = {}) => ({
  id, iri: id, name: id, kind: 'State', kind_label: 'state', side: 'actor', shape: 'square', color: '#0072B2', size: 12,
  start: null, end: null, first: null, last: null, place: null, lat: null, lon: null, ...more,
});
const edge = (id, from, to, more = {}) => ({
  id, from, to, relation: 'urn:relation', type: 'Sponsorship', verb: 'sponsors', family: 'support', sign: 1, start: null, end: null,
  first: null, last: null, grade: 'B2', inferred: false, status: 'accepted', change: null, accounts: [], ...more,
});

/** The exports of a graph of the given nodes and edges. */
function exports(nodes, edges) {
  const model = {
    nodes: new Map(nodes.map((one) => [one.id, one])), edges: new Map(edges.map((one) => [one.id, one])), accounts: {}, sources: {}, title: 'T',
    roles: { Sponsorship: ['urn:hasSponsor', 'urn:hasBeneficiary', 'urn:from', 'urn:until'] },
    nameOf: (id) => model.nodes.get(id).name, sentence: (one) => `${one.from} ${one.verb} ${one.to}`,
    dateOf: (day) => new Date(day * 86400000).toISOString().slice(0, 10), isWeb: () => false,
  };
  const view = { nodes: new Set(model.nodes.keys()), edges: new Set(model.edges.keys()) };
  const network = { positions: () => Object.fromEntries([...model.nodes.keys()].map((id) => [id, { x: 1, y: 2 }])) };
  const tables = makeTables(model, { view }, network, { familyColour: () => '#0072B2' });
  return { ...tables, turtle: makeTurtle(model, tables) };
}

test('a formula in a cell is text, a number is a number, a quote is doubled', () => {
  const lines = exports([node('urn:a', { name: '=1+1' }), node('urn:b', { name: 'say "b"' })], [edge('e', 'urn:a', 'urn:b', { sign: -1 })]).csv().split('\r\n');
  assert.match(lines[1], /"'=1\+1"/);
  assert.match(lines[1], /"say ""b"""/);
  assert.match(lines[1], /"-1"/);
  assert.equal(lines.at(-1), '');
});

test('what XML cannot hold is replaced, and identifiers stay different', () => {
  const text = exports([node('urn:a\u0000'), node('urn:a\ufffe')], []).graphml();
  assert.match(text, /id="urn:a\ufffd"/);
  assert.match(text, /id="urn:a\ufffd~2"/);
  assert.doesNotMatch(text, /[\u0000\ufffe]/);
});

test('spells are days in their order, whatever the order told', () => {
  const text = exports([node('urn:a', { first: 20, last: 10 }), node('urn:b', { first: 5 }), node('urn:c')], []).gexf();
  assert.match(text, /<spell start="1970-01-11" end="1970-01-21"\/>/);
  assert.match(text, /<spell start="1970-01-06"\/>/);
  assert.equal(text.match(/<spells>/g).length, 2);
});

test('a relation is told by its two roles, an inferred one by its property, a disputed one in words', () => {
  const nodes = [node('urn:a'), node('urn:b')];
  const told = exports(nodes, [edge('e', 'urn:a', 'urn:b', { start: '2020-01-01T00:00:00Z' })]).turtle();
  for (const part of ['<urn:relation> a conflict:Sponsorship', '<urn:hasSponsor> <urn:a>', '<urn:hasBeneficiary> <urn:b>', '<urn:from> "2020-01-01T00:00:00Z"^^xsd:dateTime']) {
    assert.ok(told.includes(part), part);
  }
  const inferred = exports(nodes, [edge('e', 'urn:a', 'urn:b', { type: 'sponsors', inferred: true })]).turtle();
  assert.ok(inferred.includes('<urn:a> <urn:relation> <urn:b>'));
  const disputed = exports(nodes, [edge('e', 'urn:a', 'urn:b', { status: 'disputed' })]).turtle();
  assert.ok(!disputed.includes('hasSponsor'));
  assert.ok(disputed.includes('rdfs:comment "Disputed: urn:a sponsors urn:b."'));
});

test('what is no IRI becomes one, and what another policy alone accepts is left out', () => {
  const odd = exports([node('no iri <">'), node('urn:a%zz'), node('http://[broken')], []).turtle();
  assert.equal(odd.match(/<urn:conflict-kg:/g).length, 3);
  assert.doesNotMatch(odd, /<no iri/);
  const lost = exports([node('urn:a', { change: 'lost' })], []).turtle();
  assert.ok(!lost.includes('urn:a'));
});
