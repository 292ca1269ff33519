/** The panel of details: who says so, how well, and why an inferred relation follows. */
import { filters, model } from '../model/index.js';
import * as neighbourhood from '../network/neighbourhood.js';
import { select } from '../page/actions.js';
import { byId, definitions, linkButton, make, name, refill } from '../page/dom.js';
import * as groups from './groups.js';
import { relationItem } from './relations.js';

const guide = [...byId('details').children];

/** A source's title, as a link where it has an address on the web. */
function sourceTitle(source) {
  if (!model.isWeb(source.url)) return name(source.title);
  return make('a', { href: source.url, rel: 'noopener noreferrer', target: '_blank' }, name(source.title));
}

function sourceLine(source) {
  if (!source) return null;
  const rest = [source.publisher, source.issued].filter(Boolean).join(', ');
  return make('span', {}, sourceTitle(source), rest ? ` (${rest})` : '',
    source.text_of ? name(`; the text of ${source.text_of}, with the reliability of that source`) : '');
}

function statedValues(values) {
  if (!values.length) return null;
  return make('details', { class: 'stated' }, make('summary', {}, 'Stated values'),
    definitions(values.map(([property, value]) => [property, name(value)])));
}

/** One account: what was said, by whom, where, and how well graded. */
function accountItem(iri) {
  const account = model.accounts[iri];
  return make('li', { class: `account ${account.status}` },
    make('p', { class: 'said' }, make('span', { class: 'grade', title: 'source reliability, information credibility' }, account.grade),
      ' ', name(account.paraphrase)),
    definitions([
      ['source', sourceLine(model.sources[account.source])],
      ['locator', account.locator && name(account.locator)],
      ['hedge', account.hedge && name(account.hedge)],
      ['relays', account.relays && name(account.relays)],
      ['status', account.status + (account.reason ? `: ${account.reason}` : '')],
      ['recorded', model.shortDate(account.recorded)],
    ]), statedValues(account.values));
}

function accounts(iris, title = 'Accounts') {
  const known = iris.filter((iri) => model.accounts[iri]);
  if (!known.length) return null;
  return make('section', {}, make('h3', {}, `${title} (${known.length})`),
    make('ul', { class: 'accounts' }, ...known.map(accountItem)));
}

/** An account of a fact in a few words: the whole of it stands among the accounts below. */
function supportingAccount(iri) {
  const account = model.accounts[iri];
  const source = model.sources[account.source];
  return make('li', { class: 'supporting-account' }, make('span', { class: 'grade' }, account.grade), ' ',
    name([source && source.title, account.locator, account.hedge && `hedged: ${account.hedge}`].filter(Boolean).join(', ')));
}

/** One statement of a proof: how it came about, and below it what it rests on. */
function proofStep(step) {
  const known = step.accounts.filter((iri) => model.accounts[iri]);
  const given = known.length ? 'accepted, stated by' : 'asserted';
  return make('li', {},
    step.grade ? make('span', { class: 'grade', title: 'grade of its weakest premise' }, step.grade) : null,
    step.grade ? ' ' : null, name(step.statement),
    make('small', { class: 'rule' }, name(step.rule ? `${step.rule}: ${step.axiom}` : given)),
    known.length ? make('ul', {}, ...known.map(supportingAccount)) : null,
    step.premises.length ? make('ul', {}, ...step.premises.map(proofStep)) : null);
}

function proof(conclusion) {
  if (!conclusion) return null;
  return make('section', {}, make('h3', {}, 'Why it follows'), make('ul', { class: 'proof' }, proofStep(conclusion)),
    conclusion.note ? make('p', { class: 'note' }, name(conclusion.note)) : null);
}

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
    definitions([['when', model.interval(edge)], ['family', edge.family], ['sign', SIGNS.get(edge.sign)], ['grade', edge.grade]]),
    proof(edge.proof),
    accounts(edge.accounts),
    accounts(edge.denials, 'Denied'),
  ];
}

function relations(node) {
  const shown = model.incident.get(node.id).filter((edge) => filters.view.edges.has(edge.id));
  if (!shown.length) return null;
  return make('section', {}, make('h3', {}, `Relations shown (${shown.length})`),
    make('ul', { class: 'relations' }, ...shown.map(relationItem)));
}

function nodeDetails(node) {
  return [
    make('h2', {}, name(node.kind_label)),
    make('p', { class: 'sentence' }, name(node.name)),
    node.summary ? make('p', {}, name(node.summary)) : null,
    definitions([
      ['when', node.start || node.end ? model.interval(node) : null],
      ['place', node.place && name(node.place)],
      ['identifier', make('code', {}, node.iri)],
    ]),
    neighbourhood.buttons(node),
    accounts(node.accounts),
    accounts(node.denials, 'Denied'),
    relations(node),
  ];
}

const backButton = () => make('button', { type: 'button', class: 'close', 'aria-label': 'Close details', click: () => select(null) }, '×');

/** Show the given content, or the guide where there is none. */
export function put(content) {
  document.body.classList.toggle('has-details', Boolean(content));
  const shown = content ? [backButton(), ...content.filter(Boolean)] : guide;
  refill(byId('details'), ...shown);
  byId('details').scrollTop = 0;
}

/** Show a node or an edge by its id, or the guide. */
export function show(id) {
  if (model.nodes.has(id)) put(nodeDetails(model.nodes.get(id)));
  else if (model.edges.has(id)) put(edgeDetails(model.edges.get(id)));
  else put(groups.details(id));
}
