/** The dossier of a node in the panel: its names, and its relations and events under the headings of `kg show`. */
import { dossier, filters, model, sides } from '../model/index.js';
import { select } from '../page/actions.js';
import { linkButton, make, name } from '../page/dom.js';

/** How many rows of a heading are seen at once, and how many names a sentence has. */
const MOST = 8;
const NAMED = 3;
/** The headings that say all that the verbs of their rows would. */
const PLAIN = ['Who backs it', 'Whom it backs'];

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
  const accepted = sides.independent(edge.sources);
  const all = sides.independent([...edge.sources, ...accounts.map((iri) => model.accounts[iri].source)]);
  if (!accepted && !all) return null;
  const title = `${accepted} independent source${accepted === 1 ? '' : 's'}${all > accepted ? ` accepted of ${all} that speak of it` : ''}`;
  return make('span', { class: 'sources', title }, all > accepted ? `${accepted} of ${all}` : String(accepted));
}

function rowElement(row, id) {
  const { edge, other, details } = row;
  const isPlain = PLAIN.includes(row.heading);
  const verb = (words) => (isPlain ? null : make('span', { class: 'verb' }, words));
  const words = [when(row), details.join(', '), edge.status === 'disputed' && 'disputed'].filter(Boolean).join(' · ');
  return make('li', { class: edge.inferred ? 'inferred' : 'asserted' },
    make('div', {}, row.isForward ? verb(`${edge.verb} `) : null, linkButton(model.nameOf(other), () => select(other)),
      row.isForward || row.parties.length ? null : verb(` ${edge.verb}`), ...others(row, id),
      words ? make('small', {}, ` ${words}`) : null),
    make('button', { type: 'button', class: 'why', 'aria-label': `Who says so: ${model.sentence(edge)}`, title: 'Who says so', click: () => select(edge.id) },
      sources(row), make('span', { class: 'grade' }, edge.grade ?? 'no grade')));
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

/** The edges of a node that the filters let through. */
const shownEdges = (node) => model.incident.get(node.id).filter((edge) => filters.view.edges.has(edge.id));

/** Some names, and how many more there are. */
function listed(ids) {
  const [shown, more] = [ids.slice(0, NAMED).map(model.nameOf), ids.length - NAMED];
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('');
}

const times = (number) => (number === 1 ? 'once' : `${number} times`);

/** An actor in a few sentences: how many there are under the chief headings. */
export function summary(node) {
  if (node.side !== 'actor') return null;
  const found = dossier.groupsOf(node.id, shownEdges(node));
  const rows = (heading) => found.find((group) => group.heading === heading)?.rows ?? [];
  const others = (heading) => [...new Set(rows(heading).map((row) => row.other))];
  const events = (heading) => sides.leaves(new Set(others(heading).filter((id) => model.nodes.get(id).side === 'event'))).length;
  const claims = rows('What it claimed, announced or denied').filter(({ edge }) => edge.type === 'ClaimOfResponsibility').length;
  const listings = rows('Listings').filter(({ edge }) => edge.type === 'Designation');
  const first = listings.map(({ edge }) => edge.start).filter(Boolean).sort()[0];
  const [backers, backed] = [others('Who backs it'), others('Whom it backs')];
  const [done, blamed, suffered] = ['What it did', 'What it is blamed for', 'What was done to it'].map(events);
  const words = [
    backers.length && `Said to be backed by ${listed(backers)}.`,
    backed.length && `Said to back ${listed(backed)}.`,
    done && `Said to have used force ${times(done)}.`,
    claims && `Claims responsibility ${times(claims)}.`,
    blamed && `Blamed ${times(blamed)}.`,
    suffered && `The target of force ${times(suffered)}.`,
    listings.length && `Listed ${times(listings.length)}${first ? `, first in ${first.slice(0, 4)}` : ''}.`,
  ].filter(Boolean).join(' ');
  return words ? make('p', { class: 'summary' }, name(words)) : null;
}

/** The groups of a node's dossier, as far as the filters let them through. */
export function groups(node) {
  const edges = shownEdges(node);
  const hidden = model.incident.get(node.id).length - edges.length;
  return [
    ...dossier.groupsOf(node.id, edges).map((group) => groupElement(group, node.id)), disputes(node, edges),
    hidden ? make('p', { class: 'note' }, `The filters hide ${hidden} more.`) : null,
  ];
}
