/** Named views: kept in the browser's storage, and in a small file to pass on, with the reader's notes. */
import { model } from '../model/index.js';
import { network } from '../network/network.js';
import * as address from '../page/address.js';
import { byId, linkButton, make, refill, say } from '../page/dom.js';
import * as notes from './notes.js';
import * as store from './store.js';

const FORMAT = 'conflict-kg-views';
const MOST = 50;
const LONGEST = { name: 80, address: 20000, file: 1000000 };
/** More nodes than these are not put into an address place by place. */
const MANY = 150;

/** The address of exactly what is seen: with places and zoom. */
export function exact() {
  const params = address.write();
  const { x, y, scale } = network.seen();
  const places = network.places();
  if (places.length <= MANY) {
    params.delete('pin');
    for (const [id, at] of places) params.append('pin', `${model.short(id)}@${Math.round(at.x)},${Math.round(at.y)}`);
  }
  params.set('look', [x.toFixed(1), y.toFixed(1), scale.toFixed(4)].join());
  return params.toString();
}

/** A view without the notes, which are kept apart. */
function viewOf(name) {
  const params = new URLSearchParams(exact());
  notes.putInto(params, {});
  return { name, address: params.toString() };
}

const isView = (view) => typeof view?.name === 'string' && view.name.trim() !== '' && typeof view.address === 'string' && view.address.length <= LONGEST.address;

/** The views of a list that may hold anything. */
const valid = (views) => (Array.isArray(views) ? views : []).filter(isView).slice(0, MOST)
  .map((view) => ({ name: view.name.trim().slice(0, LONGEST.name), address: view.address }));

let views = valid(store.load('views'));

function keep() {
  if (!store.save('views', views)) say('This browser keeps nothing for this page: save a file.');
  show();
}

/** Go to a view, keeping the reader's notes. */
function open(view) {
  const params = new URLSearchParams(view.address);
  notes.putInto(params, notes.plain());
  byId('views').open = false;
  location.hash = params.toString();
}

function item(view) {
  const remove = () => {
    views = views.filter((one) => one !== view);
    keep();
  };
  return make('li', { class: 'row' }, linkButton(view.name, () => open(view)),
    make('button', { type: 'button', class: 'count', 'aria-label': `Delete the view ${view.name}`, click: remove }, '×'));
}

function show() {
  refill(byId('views-list'), ...views.map(item));
}

/** Add views, each in place of one of the same name. */
function add(some) {
  const names = new Set(some.map(({ name }) => name));
  views = [...some, ...views.filter(({ name }) => !names.has(name))].slice(0, MOST);
  keep();
}

/** The text of a file with what is seen now, all views and all notes. */
export const file = () => JSON.stringify({ format: FORMAT, version: 1, title: model.title, now: viewOf('now').address, views, notes: notes.plain() }, null, 1);

/** Take over a file's text: show what it shows, add its views and notes; say what this build does not have. */
export function openFile(text) {
  let read = null;
  try {
    read = text.length <= LONGEST.file ? JSON.parse(text) : null;
  } catch {
    // Not JSON: the message below says so.
  }
  if (read?.format !== FORMAT) {
    say('This is no file of views.');
    return;
  }
  add(valid(read.views));
  const isPlain = typeof read.notes === 'object' && read.notes !== null && !Array.isArray(read.notes);
  const params = new URLSearchParams(typeof read.now === 'string' && read.now.length <= LONGEST.address ? read.now : '');
  const given = Object.entries(isPlain ? read.notes : {}).filter(([, words]) => typeof words === 'string');
  notes.putInto(params, { ...notes.plain(), ...Object.fromEntries(given.map(([id, words]) => [id, words.slice(0, notes.LONGEST)])) });
  location.hash = params.toString();
}

byId('views-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = byId('view-name').value.trim().slice(0, LONGEST.name);
  if (!name) return;
  byId('view-name').value = '';
  add([viewOf(name)]);
  say(`View ${name} kept.`);
});
byId('views-open').addEventListener('click', () => byId('views-file').click());
byId('views-file').addEventListener('change', async () => {
  const [chosen] = byId('views-file').files;
  if (chosen) openFile(chosen.size > LONGEST.file ? '' : await chosen.text());
  byId('views-file').value = '';
  byId('views').open = false;
});
show();
