/** Exports of what is shown; on paper the view is the same drawing. */
import { file as viewsFile } from '../hands/views.js';
import { byId, make, say } from '../page/dom.js';
import { tables, turtle } from './index.js';
import * as picture from './picture.js';

function save(content, file, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = make('a', { href: URL.createObjectURL(blob), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(`${file} saved.`);
}

/** What can be taken away: button, file, type, what makes it, and what it is for. */
const FILES = [
  ['png', 'PNG', () => `${picture.view()}.png`, 'image/png', picture.png, 'the view, in pixels'],
  ['svg', 'SVG', () => `${picture.view()}.svg`, 'image/svg+xml', picture.svg, 'the view, as a drawing'],
  ['csv', 'CSV', () => 'relations.csv', 'text/csv', tables.csv, 'relations, for spreadsheets'],
  ['graphml', 'GraphML', () => 'network.graphml', 'application/xml', tables.graphml, 'network, for yEd, networkx'],
  ['gexf', 'GEXF', () => 'network.gexf', 'application/xml', tables.gexf, 'network with dates, for Gephi'],
  ['turtle', 'Turtle', () => 'shown.ttl', 'text/turtle', turtle, 'relations, accounts, sources as RDF'],
];

async function take(file, type, content) {
  save(await content(), file(), type);
  byId('take').open = false;
}

byId('take-list').append(...FILES.map(([id, name, file, type, content, use]) =>
  make('button', { id, type: 'button', click: () => take(file, type, content) }, make('strong', {}, name), ` ${use}`)),
make('button', { id: 'print', type: 'button', click: () => window.print() }, make('strong', {}, 'Print'), ' picture, legend, table'));

byId('views-save').addEventListener('click', () => save(viewsFile(), 'views.json', 'application/json'));
window.addEventListener('beforeprint', () => byId('paper').replaceChildren(picture.drawing()));
window.addEventListener('afterprint', () => byId('paper').replaceChildren());
