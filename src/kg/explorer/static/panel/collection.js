/** What a line of the opening view or a figure of the story stands for, as the panel lists it. */
import { collections, model, sides } from '../model/index.js';
import { select } from '../page/actions.js';
import { linkButton, make, name } from '../page/dom.js';
import { backing, verbs } from '../sides/words.js';
import { accounts } from './accounts.js';
import { relationItem } from './relations.js';

const nodeItem = (id) => {
  const node = model.nodes.get(id);
  const when = node.start || node.end ? model.interval(node) : null;
  return make('li', {}, linkButton(node.name, () => select(id)), make('small', {}, ` ${[node.kind_label, when].filter(Boolean).join(' · ')}`));
};

const listOf = (title, items, counted = items.length) => (items.length ? [make('h3', {}, `${title} (${counted})`), make('ul', { class: 'relations' }, ...items)] : []);

const byTime = (a, b) => ((a.start ?? '~') < (b.start ?? '~') ? -1 : 1);

/** A line: who does what to whom, on how many sources; its events, of which wholes are not counted with their parts. */
function ofLine(line) {
  const look = sides.look(line);
  const events = [...new Set(look.members.flatMap((edge) => [edge.from, edge.to]).filter((id) => model.nodes.get(id).side === 'event'))];
  const counted = new Set(look.events);
  const item = (id) => {
    const made = nodeItem(id);
    if (!counted.has(id)) made.append(make('small', {}, ' · not counted: its parts are'));
    return made;
  };
  const direct = look.members.filter((edge) => !events.includes(edge.from) && !events.includes(edge.to));
  return [
    make('h2', {}, look.isSaid ? 'Only claimed or blamed' : 'Line'),
    make('p', { class: 'sentence' }, linkButton(model.nameOf(line.from), () => select(line.from)), make('span', { class: 'verb' }, ` ${verbs(look)} `),
      linkButton(model.nameOf(line.to), () => select(line.to))),
    make('p', { class: 'resting' }, `It rests on ${backing(look)}.`),
    ...listOf('Relations', direct.map(relationItem)),
    ...listOf('Events', events.sort((a, b) => byTime(model.nodes.get(a), model.nodes.get(b))).map(item), look.events.length),
    accounts([...new Set(look.members.flatMap((edge) => edge.accounts))], 'Who says so'),
  ];
}

/** One statement of the source under review, and what became of it. */
function verdictItem([account, verdict, agreeing, differing, respects]) {
  const told = model.accounts[model.at.account(account)];
  const by = (places, how) => (places.length ? make('details', {}, make('summary', {}, `${how} (${places.length})`), accounts(places.map(model.at.account), 'Accounts')) : null);
  return make('li', { class: `verdict ${verdict}` }, make('p', { class: 'said' }, name(told.paraphrase)),
    make('small', {}, [told.locator, verdict, respects.length && verdict !== 'corroborated' && `others differ in ${respects.join(', ')}`].filter(Boolean).join(' · ')),
    by(differing, 'Who says otherwise'), by(agreeing, 'Who agrees'));
}

const WORDS = { contradicted: 'contradicted', confirmed: 'corroborated' };

/** What independent sources contradict, or confirm, of the source under review. */
function ofVerdicts(found) {
  const { rows, policy } = model.verdicts;
  const wanted = rows.filter(([, verdict]) => verdict === WORDS[found.door]);
  return [
    make('h2', {}, 'Double-check'), make('p', { class: 'sentence' }, name(found.title)),
    make('p', { class: 'note' }, `Compared with what the policy ${policy} admits. ${rows.length} statements of the source are in this page.`),
    make('ul', { class: 'relations verdicts' }, ...wanted.map(verdictItem)),
  ];
}

/** The panel's content for a collection, or null. */
export function details(id) {
  const found = collections.get(id);
  if (!found) return null;
  if (sides.lines.has(id)) return ofLine(sides.lines.get(id));
  if (found.door in WORDS) return ofVerdicts(found);
  const nodes = found.nodes.filter((one) => model.nodes.has(one)).sort((a, b) => byTime(model.nodes.get(a), model.nodes.get(b)));
  const edges = found.edges.map((one) => model.edges.get(one)).filter(Boolean);
  const isOfEvents = nodes.some((one) => model.nodes.get(one).side === 'event');
  return [
    make('h2', {}, found.heading ?? 'What is counted'), make('p', { class: 'sentence' }, name(found.title)),
    ...listOf(isOfEvents ? 'Events' : 'Actors', nodes.map(nodeItem)),
    ...(isOfEvents ? [] : listOf('Relations', edges.map(relationItem))),
    accounts(found.accounts),
  ];
}
