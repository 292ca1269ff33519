/** The table of the relations shown: the picture's equal for those who cannot see it. Only rows in sight are built. */
import { filters, model } from '../model/index.js';
import { select } from '../page/actions.js';
import { byId, linkButton, make, refill } from '../page/dom.js';
import * as compare from './compare.js';

const SPARE = 12;
const sorting = { key: 'from', down: false };
const scroller = byId('table-scroll');
let listed = [];
let printing = false;

const COLUMNS = [
  { key: 'from', title: 'From', text: (edge) => model.nameOf(edge.from), target: (edge) => edge.from },
  { key: 'verb', title: 'Relation', text: (edge) => edge.verb, target: (edge) => edge.id },
  { key: 'to', title: 'To', text: (edge) => model.nameOf(edge.to), target: (edge) => edge.to },
  { key: 'family', title: 'Family', text: (edge) => edge.family },
  { key: 'start', title: 'Start', text: (edge) => model.dates(edge)[0] },
  { key: 'end', title: 'End', text: (edge) => model.dates(edge)[1] },
  { key: 'grade', title: 'Grade', text: (edge) => edge.grade ?? '' },
  { key: 'basis', title: 'Basis', text: (edge) => (edge.inferred ? 'inferred' : 'stated') },
  { key: 'status', title: 'Status', text: (edge) => edge.status },
  { key: 'change', title: 'Compared', text: (edge) => compare.word(edge), isOff: () => model.chosen.compared === null },
];
const columns = () => COLUMNS.filter((column) => !column.isOff?.());

const isChosen = (edge) => [edge.id, edge.from, edge.to].includes(filters.state.selected);

function cell(column, edge) {
  const text = column.text(edge);
  if (!column.target) return make('td', {}, make('bdi', {}, text));
  const button = linkButton(text, () => select(column.target(edge)));
  button.dataset.key = `${edge.id}|${column.key}`;
  button.title = text;
  return make('td', {}, button);
}

const row = (edge, at) => make('tr', { class: isChosen(edge) && 'chosen', 'aria-rowindex': at + 2 }, ...columns().map((column) => cell(column, edge)));

/** Whether a row holds every word of the table's own search. */
function matcher() {
  const words = byId('table-search').value.toLowerCase().split(/\s+/).filter(Boolean);
  return (edge) => {
    if (!words.length) return true;
    const text = columns().map((column) => column.text(edge)).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

/** The shown relations that the search admits, in the chosen order; empty cells come last either way. */
function rows() {
  const { text } = COLUMNS.find(({ key }) => key === sorting.key);
  const direction = sorting.down ? -1 : 1;
  const collator = new Intl.Collator('en');
  const found = [...filters.view.edges].map((id) => model.edges.get(id)).filter(matcher());
  const keyed = found.map((edge) => ({ edge, text: text(edge) }));
  keyed.sort((a, b) => Number(!a.text) - Number(!b.text) || direction * collator.compare(a.text, b.text));
  return keyed.map(({ edge }) => edge);
}

function sortBy(key) {
  sorting.down = sorting.key === key && !sorting.down;
  sorting.key = key;
  show();
}

function heading({ key, title }) {
  const order = sorting.key === key ? (sorting.down ? 'descending' : 'ascending') : 'none';
  const button = make('button', { type: 'button', class: 'link', 'data-key': key, click: () => sortBy(key) }, title);
  return make('th', { scope: 'col', 'aria-sort': order }, button);
}

/** The height of a row, which is the same for all. */
const height = () => parseFloat(getComputedStyle(scroller).getPropertyValue('--row'));

/** Room for a number of rows that are out of sight. */
function space(count) {
  if (count <= 0) return null;
  const room = make('td', { colspan: columns().length });
  room.style.height = `${count * height()}px`;
  return make('tr', { class: 'space', 'aria-hidden': 'true' }, room);
}

/** Build the rows in sight, and room for the others; all of them on paper. */
function fill() {
  const sight = printing ? listed.length : Math.ceil(scroller.clientHeight / height()) + 2 * SPARE;
  const first = Math.max(0, Math.min(listed.length - sight, Math.floor(scroller.scrollTop / height()) - SPARE));
  const last = Math.min(listed.length, first + sight);
  refill(byId('table-body'), space(first), ...listed.slice(first, last).map((edge, at) => row(edge, first + at)), space(listed.length - last));
}

/** Bring the first row of what is selected into sight, unless one of its rows is. */
function follow() {
  const chosen = listed.map((edge, at) => (isChosen(edge) ? at : -1)).filter((at) => at !== -1);
  const [top, bottom] = [scroller.scrollTop / height(), (scroller.scrollTop + scroller.clientHeight) / height() - 2];
  if (!chosen.length || chosen.some((at) => at >= top && at <= bottom)) return;
  scroller.scrollTop = Math.max(0, (chosen[0] - 1) * height());
}

/** Fill the table if it is open; its size is always shown. */
export function show() {
  byId('table-count').textContent = String(filters.view.edges.size);
  if (!byId('table-box').open && !printing) return;
  listed = rows();
  byId('table').setAttribute('aria-rowcount', listed.length + 1);
  byId('table-found').textContent = listed.length === filters.view.edges.size ? '' : `${listed.length} found`;
  refill(byId('table-head'), ...columns().map(heading));
  if (!printing) follow();
  fill();
}

function print(on) {
  printing = on;
  show();
}

let waiting = false;
scroller.addEventListener('scroll', () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    fill();
  });
});
byId('table-search').addEventListener('input', show);
byId('table-box').addEventListener('toggle', () => {
  show();
  document.body.classList.toggle('has-table', byId('table-box').open);
});
window.addEventListener('beforeprint', () => print(true));
window.addEventListener('afterprint', () => print(false));
