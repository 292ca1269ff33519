/** What a relation or a part in an event rests on: how many sources say so, which policies accept it, and why it follows. */
import { dossier, model, sides } from '../model/index.js';
import { make, name } from '../page/dom.js';
import { accounts, sourceTitle } from './accounts.js';

const RELIABILITY = new Map(Object.entries({
  A: 'a completely reliable source', B: 'a usually reliable source', C: 'a fairly reliable source', D: 'a source that is not usually reliable',
  E: 'an unreliable source', F: 'a source whose reliability cannot be judged',
}));
const CREDIBILITY = new Map(Object.entries({
  1: 'confirmed', 2: 'probably true', 3: 'possibly true', 4: 'doubtful', 5: 'improbable', 6: 'its truth cannot be judged',
}));

/** What an Admiralty code means. */
export const gradeInWords = (grade) => [RELIABILITY.get(grade[0]), CREDIBILITY.get(grade[1])].filter(Boolean).join(', ');

/** An account of a fact in a few words: the whole of it stands among the accounts below. */
function supportingAccount(iri) {
  const account = model.accounts[iri];
  const source = model.sources[account.source];
  const rest = [account.locator, account.hedge && `hedged: ${account.hedge}`].filter(Boolean).join(', ');
  return make('li', { class: 'supporting-account' }, make('span', { class: 'grade' }, account.grade), ' ',
    source ? sourceTitle(source) : null, source && rest ? ', ' : null, name(rest));
}

/** One statement of a proof: how it came about, and below it what it rests on. */
function proofStep(step) {
  const known = step.accounts.filter((iri) => model.accounts[iri]);
  const given = known.length ? 'accepted, stated by' : 'asserted';
  return make('li', {},
    step.grade ? make('span', { class: 'grade', title: 'grade of its weakest premise' }, step.grade) : null,
    step.grade ? ' ' : null, name(step.statement),
    step.rule
      ? make('details', { class: 'rule' }, make('summary', {}, 'follows from what is below'), name(`${step.rule}: ${step.axiom}`))
      : make('small', { class: 'rule' }, given),
    known.length ? make('ul', {}, ...known.map(supportingAccount)) : null,
    step.premises.length ? make('ul', {}, ...step.premises.map(proofStep)) : null);
}

/** Why an inferred relation follows, from the conclusion down to the accounts. */
function proof(conclusion) {
  if (!conclusion) return null;
  return make('section', {}, make('h3', {}, 'Why it follows'), make('ul', { class: 'proof' }, proofStep(conclusion)),
    conclusion.note ? make('p', { class: 'note' }, name(conclusion.note)) : null);
}

/** On how many independent sources something rests, in a sentence. */
function resting(edge) {
  if (edge.inferred || !edge.accounts.length) return null;
  const number = sides.independent(edge.sources);
  const who = number === 1 ? 'One source says so' : `${number} independent sources say so`;
  return make('p', { class: 'resting' }, edge.grade ? `${who}; the best account is graded ${edge.grade}: ${gradeInWords(edge.grade)}.` : `${who}.`);
}

/** What each policy makes of a relation. */
function policies(edge) {
  const standings = model.standings(edge.id);
  if (standings.length < 2) return null;
  return make('ul', { class: 'standings', 'aria-label': 'Under each policy' }, ...standings.map(({ label, standing }) =>
    make('li', { class: standing === 'not accepted' ? 'not' : null }, name(label), make('small', {}, standing))));
}

/** The accounts about the same relation that were not accepted for this. */
function setAside(edge) {
  const other = dossier.accountsAbout(edge.relation).filter((iri) => !edge.accounts.includes(iri) && !edge.denials.includes(iri));
  if (!other.length) return null;
  return make('details', { class: 'aside' }, make('summary', {}, `Said, but not counted here (${other.length})`), accounts(other, 'Other accounts of it'));
}

/** All that an edge rests on. */
export const edgeEvidence = (edge) => [resting(edge), policies(edge), proof(edge.proof), accounts(edge.accounts, 'Who says so'), accounts(edge.denials, 'Denied, doubted or withdrawn'), setAside(edge)];
