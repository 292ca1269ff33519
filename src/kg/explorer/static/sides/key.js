/** What the signs of the opening view mean, and the picture as a list. */
import { model, sides } from '../model/index.js';
import { select } from '../page/actions.js';
import { byId, draw, linkButton, make } from '../page/dom.js';
import * as sheets from '../page/sheets.js';
import { put } from '../panel/details.js';
import { END, mark, shapeOf, wordsOf } from './marks.js';
import { backing, sentence } from './words.js';

const sign = (...content) => draw('svg', { viewBox: '-10 -10 20 20', width: 16, height: 16, 'aria-hidden': 'true', class: 'key-sign' }, ...content);
const stroke = (attributes, end) => draw('svg', { viewBox: '0 -7 34 14', width: 34, height: 14, 'aria-hidden': 'true', class: 'key-sign' },
  draw('path', { d: `M0 0H${end ? 27 : 34}`, class: 'stroke-of', 'stroke-width': 2, ...attributes }), end ? draw('g', { transform: 'translate(29 0)' }, END[end]()) : null);
const entry = (text, ...signs) => make('li', {}, ...signs, text);

/** The signs that are drawn. */
export function show() {
  const shapes = [...new Set([...sides.actors.values()].map(({ kind, band }) => shapeOf(kind.kind, band)))].sort();
  byId('sides-key').replaceChildren(
    ...['state', 'force', 'organ', 'group', 'name', 'facade', 'unnamed', 'other'].filter((shape) => shapes.includes(shape)).map((shape) => entry(wordsOf(shape), sign(mark(shape, 7)))),
    sides.rails.length ? entry('on a rail: belongs to', sign(draw('path', { d: 'M0 -10V10', class: 'rail' }), mark('group', 4))) : null,
    entry('1', stroke({ 'stroke-width': 1.1 })), entry('3', stroke({ 'stroke-width': 2.6 })), entry('6+ independent sources', stroke({ 'stroke-width': 4.9 })),
    entry('paler: weaker grade', stroke({ 'stroke-opacity': 0.45 })), entry('only claimed or blamed', stroke({ 'stroke-dasharray': '5 4' })),
    entry('helps', stroke({}, 'helps')), entry('harms', stroke({}, 'harms')),
    make('li', {}, make('button', { type: 'button', id: 'sides-list', click: list }, 'Read as a list')));
}

const nameItem = (id) => make('li', {}, linkButton(model.nameOf(id), () => select(id)), make('small', {}, ` ${model.nodes.get(id)?.kind_label ?? ''}`));

/** Every name and every line of the picture, in the panel. */
export function list() {
  const looks = [...sides.lines.values()].map(sides.look).filter(({ standing }) => standing !== 'gone');
  const members = sides.rails.flatMap((rail) => sides.membersOf(rail).filter(({ standing }) => standing === 'held').map((member) => ({ rail, member })));
  const names = ({ bands, more }) => [...bands.flatMap(({ ids }) => ids), ...more].filter((id) => model.nodes.has(id));
  put([
    make('h2', {}, 'The picture as a list'),
    ...sides.sides.map((side) => make('section', {}, make('h3', {}, side.role === 'groups' ? 'Groups' : side.name), make('ul', { class: 'relations' }, ...names(side).map(nameItem)))),
    make('h3', {}, `Lines (${looks.length + members.length})`),
    make('ul', { class: 'relations', id: 'list-of-lines' }, ...looks.map((look) => make('li', {}, linkButton(sentence(look), () => select(sides.pickOf(look))), make('small', {}, ` ${backing(look)}`))),
      ...members.map(({ rail, member }) => make('li', {}, linkButton(`${model.nameOf(member.id)} is part of ${model.nameOf(rail.head)}`, () => select(member.members[0].id))))),
  ]);
  sheets.open('side');
  byId('details').focus();
}
