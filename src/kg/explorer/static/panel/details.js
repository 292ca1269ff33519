/** The panel of details: who says so, how well, and why an inferred relation follows. */
import { filters, model } from '../model/index.js';
import * as neighbourhood from '../network/neighbourhood.js';
import { select } from '../page/actions.js';
import { byId, definitions, linkButton, make, name, refill } from '../page/dom.js';
import { accounts } from './accounts.js';
import { rivals } from './audit.js';
import * as collection from './collection.js';
import * as differences from './differences.js';
import * as dossier from './dossier.js';
import { edgeEvidence } from './evidence.js';
import * as fallen from './fallen.js';
import * as groups from './groups.js';

const { state } = filters;
const guide = [...byId('details').children];

const SIGNS = new Map([[1, 'helps'], [-1, 'harms or opposes'], [0, 'neither helps nor harms']]);

const badges = (edge) => make('p', { class: 'badges' },
  make('span', { class: `badge ${edge.inferred ? 'inferred' : 'asserted'}` }, edge.inferred ? 'inferred' : 'stated by sources'),
  make('span', { class: `badge ${edge.status}` }, edge.status));

function edgeDetails(edge) {
  return [
    make('h2', {}, 'Relation'),
    make('p', { class: 'sentence' }, linkButton(model.nameOf(edge.from), () => select(edge.from)),
      make('span', { class: 'verb' }, ` ${edge.verb} `),
      linkButton(model.nameOf(edge.to), () => select(edge.to))),
    badges(edge),
    fallen.note(edge),
    definitions([['when', model.interval(edge)], ['family', edge.family], ['sign', SIGNS.get(edge.sign)], ['grade', edge.grade]]),
    rivals(edge.relation),
    ...edgeEvidence(edge),
  ];
}

function nodeDetails(node) {
  return [
    make('h2', {}, name(node.kind_label)),
    make('p', { class: 'sentence' }, name(node.name)),
    dossier.names(node),
    dossier.summary(node),
    node.summary ? make('p', {}, name(node.summary)) : null,
    definitions([
      ['when', node.start || node.end ? model.interval(node) : null],
      ['place', node.place && name(node.place)],
    ]),
    neighbourhood.buttons(node),
    ...dossier.groups(node),
    rivals(node.id),
    accounts(node.denials, 'Denied, doubted or withdrawn'),
    accounts(node.accounts),
    definitions([['identifier', make('code', {}, node.iri)]]),
  ];
}

/** What is listed while nothing is selected: what differs between policies, and what falls; null for neither. */
function lists() {
  const found = [...(differences.list() ?? []), ...(fallen.list() ?? [])];
  return found.length ? found : null;
}

/** A list goes when it is closed, until there is a new one; a selection makes way for it. */
const close = () => (state.selected === null ? put(null) : select(null));
const backButton = () => make('button', { type: 'button', class: 'close', 'aria-label': 'Close details', click: close }, '×');

/** Show the given content, or the guide where there is none. */
export function put(content) {
  document.body.classList.toggle('has-details', Boolean(content));
  const shown = content ? [backButton(), ...content.filter(Boolean)] : guide;
  refill(byId('details'), ...shown);
  byId('details').scrollTop = 0;
}

/** Show a node, an edge, a group or a collection by its id, or the guide. */
export function show(id) {
  if (model.nodes.has(id)) put(nodeDetails(model.nodes.get(id)));
  else if (model.edges.has(id)) put(edgeDetails(model.edges.get(id)));
  else put(collection.details(id) ?? groups.details(id) ?? lists());
}
