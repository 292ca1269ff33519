/** The path finder: its form, its answer as a list that selects, and its choices in the address. */
import { filters, model } from '../model/index.js';
import { network } from '../network/network.js';
import { draw } from '../page/actions.js';
import * as address from '../page/address.js';
import { byId, checkRow, make, name, say } from '../page/dom.js';
import { combobox } from '../page/combobox.js';
import { candidates, search as nodeNamed } from '../page/search.js';
import * as details from '../panel/details.js';
import { relationItem } from '../panel/relations.js';
import { find } from './find.js';

const FIELDS = { families: 'path-families', grade: 'path-grade', limit: 'path-limit', directed: 'path-directed' };
const ENDS = ['path-from', 'path-to'];
let asked = null;
let wanted = false;

const boxes = () => [...byId(FIELDS.families).querySelectorAll('input')];

/** What a field of the form names: the candidate taken there, or what its text says; null where it is empty. */
function named(id) {
  const { value, dataset } = byId(id);
  if (model.nodes.has(dataset.id) && model.nameOf(dataset.id) === value) return { id: dataset.id, wrong: '' };
  return value.trim() ? nodeNamed(value.trim()) : null;
}

/** The choices of the form; no family chosen stands for every family. */
function chosen() {
  const families = boxes().filter((box) => box.checked).map((box) => box.value);
  const [from, to] = ENDS.map(named);
  return {
    from: from?.id ?? null, to: to?.id ?? null, wrong: from?.wrong || to?.wrong,
    families: families.length === boxes().length ? [] : families, none: families.length === 0,
    grade: byId(FIELDS.grade).value, limit: Number(byId(FIELDS.limit).value), directed: byId(FIELDS.directed).checked,
  };
}

/** Parties to the same events, which are counted, are no relation of theirs. */
const isRelation = ({ family }) => family !== 'counted';

const admits = ({ families, grade }) => (edge) => isRelation(edge) && (!families.length || families.includes(edge.family))
  && (!grade || (edge.grade !== null && edge.grade !== undefined && edge.grade[0] <= grade));

/** The paths through the relations shown that the choices admit. */
function search(choice) {
  const shown = [...filters.view.edges].map((id) => model.edges.get(id));
  const rank = (id) => model.nodes.get(id).iri;
  return find(shown.filter(admits(choice)), choice.from, choice.to, { ...choice, rank });
}

function stepItem({ relations, hostile }) {
  const item = make('li', { class: hostile ? 'hostile' : null }, make('ul', { class: 'relations' }, ...relations.map(relationItem)));
  const some = relations.some((edge) => edge.sign < 0);
  if (some) item.prepend(make('strong', { class: 'warning' }, hostile ? 'hostile step' : 'partly hostile step'));
  return item;
}

const idsOf = (path) => [...path.nodes, ...path.steps.flatMap(({ relations }) => relations.map(({ id }) => id))];

/** Draw paths with all their nodes, also those that the overview folds, and stress them. */
function drawPaths(paths) {
  filters.state.drawn = new Set(paths.flatMap(idsOf));
  draw();
  network.setFocus(filters.state.drawn);
  network.fit();
}

function pathSection(path, number, paths) {
  const button = (text, some) => make('button', { type: 'button', class: 'link', click: () => drawPaths(some) }, text);
  return make('section', {},
    make('h3', {}, `Path ${number + 1} `, button('draw this path', [path]), paths.length > 1 ? ' · ' : null, paths.length > 1 ? button('all', paths) : null),
    make('p', { class: 'note' }, `${path.steps.length} step(s), ${path.hostile} of them hostile: `, name(path.nodes.map(model.nameOf).join(' → '))),
    make('ol', { class: 'path' }, ...path.steps.map(stepItem)));
}

/** Put the answer into the panel, and stress all paths in the picture. */
function present(choice, paths) {
  details.put([
    make('h2', {}, 'Paths'),
    make('p', { class: 'sentence' }, name(model.nameOf(choice.from)), ' to ', name(model.nameOf(choice.to))),
    make('p', { class: 'note' }, 'Shortest first. A path does not prove influence or control.'),
    ...paths.map(pathSection),
  ]);
  drawPaths(paths);
}

/** Find and show the paths that the form asks for, or say why there is none. */
function ask() {
  const choice = chosen();
  const wrong = [
    [choice.wrong, choice.wrong],
    [choice.from === null || choice.to === null, 'Choose two names from the list.'],
    [choice.from === choice.to, 'Choose two different names.'],
    [choice.none, 'Choose at least one family of relations.'],
  ].find(([holds]) => holds);
  const paths = wrong ? [] : search(choice);
  asked = paths.length ? choice : null;
  if (paths.length) present(choice, paths);
  say(wrong?.[1] ?? (paths.length ? `${paths.length} path(s) found.` : 'No path through the shown relations.'));
  address.keep();
}

/** The choices as the address keeps them. */
function write(params) {
  if (!asked) return;
  params.set('path', model.short(asked.from));
  params.set('path-to', model.short(asked.to));
  for (const family of asked.families) params.append('path-by', family);
  for (const key of ['grade', 'limit', 'directed']) if (asked[key] && asked[key] !== 3) params.set(`path-${key}`, asked[key]);
}

const known = (text) => [text, model.long(text ?? '')].find((id) => model.nodes.has(id));

function read(params) {
  const [from, to] = [known(params.get('path')), known(params.get('path-to'))];
  const families = params.getAll('path-by');
  wanted = false;
  if (from === undefined || to === undefined) return;
  ENDS.forEach((end, at) => {
    byId(end).value = model.nameOf([from, to][at]);
    byId(end).dataset.id = [from, to][at];
  });
  for (const box of boxes()) box.checked = !families.length || families.includes(box.value);
  byId(FIELDS.grade).value = filters.GRADES.includes(params.get('path-grade')) ? params.get('path-grade') : '';
  byId(FIELDS.limit).value = ['1', '5', '10'].includes(params.get('path-limit')) ? params.get('path-limit') : '3';
  byId(FIELDS.directed).checked = params.get('path-directed') === 'true';
  byId('path-box').open = true;
  wanted = true;
}

/** Show again what the address asked for. */
export const again = () => wanted && ask();

/** Something else is in the panel now; what is drawn of the paths stays as long as the reader looks at a part of them. */
export function leave() {
  asked = null;
  const { drawn, selected } = filters.state;
  if (!drawn.size || drawn.has(selected)) return;
  drawn.clear();
  draw();
}

byId(FIELDS.families).append(...model.families.filter(isRelation).map(({ family }) => checkRow(true, () => {}, name(family))));
boxes().forEach((box, at) => Object.assign(box, { value: model.families.filter(isRelation)[at].family }));
byId(FIELDS.grade).append(make('option', { value: '' }, 'any grade'), ...filters.GRADES.map((grade) => make('option', { value: grade }, `${grade} or better`)));
for (const end of ENDS) {
  combobox(byId(end), {
    candidates: (text) => candidates(text),
    choose: ({ id, label }) => {
      byId(end).value = label;
      byId(end).dataset.id = id;
    },
  });
}
byId('path-form').addEventListener('submit', (event) => {
  event.preventDefault();
  ask();
});
address.add({ write, read });
