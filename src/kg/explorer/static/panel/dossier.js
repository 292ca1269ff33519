/** The dossier of a node in the panel: its names, and its relations and events under the headings of `kg show`. */
import { dossier, filters, model, sides } from '../model/index.js';
import { select } from '../page/actions.js';
import { linkButton, make, name } from '../page/dom.js';

/** How many rows of a heading are seen at once. */
const MOST = 8;

/** The other names of a node, in every script. */
export const names = (node) => (node.names.length ? make('p', { class: 'names' }, ...node.names.map((text) => make('span', {}, name(text)))) : null);

/** When, in few words: days of an event, years of a relation. */
function when({ edge }) {
  if (!edge.start && !edge.end) return null;
  if (!edge.end) return `since ${model.shortDate(edge.start)}`;
  if (!edge.start) return `until ${model.shortDate(edge.end)}`;
  return model.interval(edge);
}

/** With whom, or what else took part, before or after the name. */
function others({ edge, other, parties }, id) {
  const party = (one) => {
    const actor = one.to === other ? one.from : one.to;
    return [one.to === other ? ' by ' : ' against ', linkButton(model.nameOf(actor), () => select(actor))];
  };
  return parties.filter((one) => one.from !== id && one.to !== id && one.id !== edge.id).slice(0, 4).flatMap(party);
}

/** The number of independent sources: of those accepted, and of all that speak of it where these are more. */
function sources({ edge, accounts }) {
  const accepted = sides.independent([edge]);
  const all = sides.independent([{ accounts: [...new Set([...edge.accounts, ...accounts])] }]);
  if (!accepted && !all) return null;
  const title = `${accepted} independent source${accepted === 1 ? '' : 's'}${all > accepted ? ` accepted of ${all} that speak of it` : ''}`;
  return make('span', { class: 'sources', title }, all > accepted ? `${accepted} of ${all}` : String(accepted));
}

function rowElement(row, id) {
  const { edge, other, details } = row;
  const verb = edge.inferred || !['Who backs it', 'Whom it backs'].includes(row.heading) ? [make('span', { class: 'verb' }, row.isForward ? `${edge.verb} ` : '')] : [];
  const after = row.isForward ? [] : [make('span', { class: 'verb' }, ` ${edge.verb}`)];
  const words = [when(row), details.join(', '), edge.status === 'disputed' && 'disputed'].filter(Boolean).join(' · ');
  return make('li', { class: edge.inferred ? 'inferred' : 'asserted' },
    make('div', {}, ...verb, linkButton(model.nameOf(other), () => select(other)), ...(row.parties.length ? [] : after), ...others(row, id),
      words ? make('small', {}, ` ${words}`) : null),
    make('button', { type: 'button', class: 'why', 'aria-label': `Who says so: ${model.sentence(edge)}`, title: 'Who says so', click: () => select(edge.id) },
      sources(row), edge.grade ? make('span', { class: 'grade' }, edge.grade) : make('span', { class: 'grade' }, '?')));
}

function groupElement({ heading, rows }, id) {
  const items = rows.map((row) => rowElement({ ...row, heading }, id));
  return make('section', { class: 'dossier' }, make('h3', {}, heading, make('span', { class: 'count' }, ` ${rows.length}`)),
    make('ul', { class: 'relations rows' }, ...items.slice(0, MOST)),
    items.length > MOST ? make('details', { class: 'rest' }, make('summary', {}, `${items.length - MOST} more`), make('ul', { class: 'relations rows' }, ...items.slice(MOST))) : null);
}

/** What sources differ on: disputed relations and places, as a sentence. */
function disputes(node, edges) {
  const found = [
    ...edges.filter((edge) => edge.status === 'disputed').map((edge) => model.sentence(edge)),
    ...(node.disputed_places.length ? [`where it was: ${node.disputed_places.map(([place]) => place).join(' or ')}`] : []),
  ];
  return found.length ? make('section', { class: 'dossier disputes' }, make('h3', {}, 'Disputed'), make('ul', {}, ...found.map((text) => make('li', {}, name(text))))) : null;
}

/** The groups of a node's dossier, as far as the filters let them through. */
export function groups(node) {
  const all = model.incident.get(node.id);
  const edges = all.filter((edge) => filters.view.edges.has(edge.id));
  const hidden = all.length - edges.length;
  return [
    ...dossier.groupsOf(node.id, edges).map((group) => groupElement(group, node.id)), disputes(node, edges),
    hidden ? make('p', { class: 'note' }, `The filters hide ${hidden} more.`) : null,
  ];
}
