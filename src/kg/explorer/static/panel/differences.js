/** What differs between two policies, as a list in plain words: what others contradict stands apart from what none mentions. */
import { requirementWords } from '../belief/words.js';
import { belief, filters, model } from '../model/index.js';
import { select } from '../page/actions.js';
import { linkButton, make, name } from '../page/dom.js';
import * as theme from '../page/theme.js';
import { accounts } from './accounts.js';

const { chosen, policies } = model;

const many = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** What a difference means, given the policy that lacks it, in the order of the list. */
const KINDS = [
  ['contradicted', (lacking) => `Contradicted by sources that ${lacking} admits`, 'An independent source states otherwise, in the respects named.'],
  ['altered', () => 'Accepted by both, in another way', 'Grade, date or place differ, or only one finds it disputed.'],
  ['otherwise', (lacking) => `${lacking} accepts the event or relation, but not this of it`, 'It names others, or nobody.'],
  ['reported', (lacking) => `Reported by sources that ${lacking} admits too`, 'They tell of the same thing, and do not contradict it outright.'],
  ['silent', (lacking) => `Not mentioned by sources that ${lacking} admits`, 'Nobody contradicts it.'],
  ['single', (lacking) => `Not accepted by ${lacking}`, ''],
];

const verdicts = (edge) => edge.places.map(model.verdictOn);

/** The policy that lacks an edge, by its place: of the two, the one compared with lacks what is gained. */
const lacking = (edge) => (edge.change === 'gained' ? chosen.compared : chosen.policy);

/** Of an edge that one policy lacks: what the sources that it admits say of it. */
function kindOf(edge) {
  if (edge.change === 'altered') return 'altered';
  if (policies[lacking(edge)].label === model.checkedBy) {
    const letters = verdicts(edge).map(({ letter }) => letter);
    if (letters.includes('x')) return 'contradicted';
    return letters.every((letter) => letter === 'a' || letter === '-') ? 'silent' : 'reported';
  }
  if (!belief.isKnown) return 'single';
  return belief.tells(lacking(edge), edge) ? 'otherwise' : 'silent';
}

const FIELDS = { grade: 'grade', start: 'start', end: 'end', disputed: 'disputed', inferred: 'inferred' };
const shown = (field, value) => (field === 'start' || field === 'end' ? model.shortDate(value) : value === true ? 'yes' : value) || 'none';

/** In what an edge differs that both policies accept. */
function alterations(edge) {
  const [here, there] = model.versions(edge);
  return Object.entries(FIELDS).filter(([field]) => here[field] !== there[field])
    .map(([field, word]) => `${word} ${shown(field, here[field])}, under ${policies[chosen.compared].label} ${shown(field, there[field])}`).join('; ');
}

/** Who states an edge: the titles of its sources, without what follows a colon, or the first and how many more. */
function tellers(edge) {
  const titles = [...edge.sources].map((iri) => model.sources[iri].title.split(': ')[0]);
  return titles.length > 2 ? `${titles[0]} and ${titles.length - 1} others` : titles.join(', ');
}

function contradiction(edge) {
  const found = verdicts(edge).filter(({ letter }) => letter === 'x');
  const respects = [...new Set(found.flatMap((one) => one.respects))];
  const others = [...new Set(found.flatMap((one) => one.others))];
  return [
    make('small', { class: 'otherwise' }, ` Others differ in: ${respects.join(', ')}.`),
    others.length ? make('details', {}, make('summary', {}, `Who says otherwise (${others.length})`), accounts(others, 'Accounts')) : null,
  ];
}

function item(edge, kind) {
  const { sign, colour } = theme.changes[edge.change];
  const where = edge.change === 'lost' ? policies[chosen.compared].label : policies[chosen.policy].label;
  const words = kind === 'altered' ? alterations(edge) : `only under ${where}: ${[tellers(edge), edge.grade].filter(Boolean).join(', ')}.`;
  const mark = make('span', { class: 'mark-of', 'aria-hidden': 'true' }, sign);
  mark.style.setProperty('--mark', colour);
  return make('li', { class: edge.change }, mark, linkButton(model.sentence(edge), () => select(edge.id)), make('small', {}, ` ${words}`),
    ...(kind === 'contradicted' ? contradiction(edge) : []));
}

/** The sections of one kind: one for each policy that lacks something. */
function sections([kind, titleOf, meaning], edges) {
  const own = edges.filter((edge) => kindOf(edge) === kind);
  const by = Map.groupBy(own, (edge) => (kind === 'altered' ? '' : policies[lacking(edge)].label));
  return [...by].map(([label, all]) => make('details', { open: true, class: 'kind', 'data-kind': kind },
    make('summary', {}, `${titleOf(label)} (${all.length})`),
    meaning ? make('p', { class: 'note' }, meaning) : null, make('ul', { class: 'relations differences' }, ...all.map((edge) => item(edge, kind)))));
}

const ORDER = ['lost', 'gained', 'altered'];
const byChange = (a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change) || model.sentence(a).localeCompare(model.sentence(b), 'en');

/** The sentence over the list: how much only one of the two accepts, and how much both accept in another way. */
function heading(edges) {
  const of = (change) => edges.filter((edge) => edge.change === change).length;
  const [here, there] = [policies[chosen.policy].label, policies[chosen.compared].label];
  const only = (change, label) => `${of(change) ? many(of(change), 'relation') : 'No relation'} only under ${label}`;
  return `${only('gained', here)}. ${only('lost', there)}. ${of('altered') ? `${of('altered')} under both, in another way.` : 'What is under both is the same.'}`;
}

/** What a policy requires, in words. */
function meaning(place) {
  const needed = belief.isKnown ? requirementWords(model.belief.requires[place], (source) => model.sourceAt(source).title) : '';
  return make('li', {}, make('strong', {}, name(policies[place].label)), needed ? `: ${needed}` : '');
}

/** The list of differences that pass the filters; null while no policies are compared. */
export function list() {
  if (chosen.compared === null) return null;
  const edges = [...filters.view.edges, ...filters.view.ghosts].map((id) => model.edges.get(id)).filter((edge) => edge.change).sort(byChange);
  const isReview = model.verdicts && [chosen.policy, chosen.compared].some((place) => policies[place].label.startsWith('only:'));
  return [
    make('h2', {}, 'What differs'),
    make('p', { class: 'sentence' }, heading(edges)),
    make('ul', { class: 'meanings' }, meaning(chosen.policy), meaning(chosen.compared)),
    isReview ? make('p', {}, linkButton('All that independent sources contradict of this source', () => select('story:contradicted'))) : null,
    ...KINDS.flatMap((kind) => sections(kind, edges)),
  ];
}
