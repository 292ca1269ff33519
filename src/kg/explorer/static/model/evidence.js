/**
 * The accounts and sources of the page. What they say comes after the first picture, by `learn`; until then it is known
 * only which sources there are, which of them are independent, and which is the source of each account.
 */
import { partOf, under } from './versions.js';

/** The evidence of the page's data; `long` and `short` are the forms of IRIs. */
export function makeEvidence(data, { long, short }) {
  const sourceIris = data.cited.sources.map(long);
  const sources = Object.create(null);
  sourceIris.forEach((iri, place) => {
    sources[iri] = { iri, title: short(iri), voice: data.cited.voices[place] ?? undefined };
  });
  const accounts = Object.create(null);
  let accountIris = [];
  /** The tables of accounts and of what they rest on, and what each policy has otherwise of them; null until they are told. */
  let tables = null;

  /** What sources that are not independent of each other have in common; a source alone has its own. */
  const voiceOf = (iri) => sources[iri]?.voice ?? iri;

  /** The source at a place: those of no account that is shown come after the others. */
  function sourceAt(place) {
    if (place < sourceIris.length) return sources[sourceIris[place]];
    const [iri, title] = data.belief.sources.others[place - sourceIris.length];
    return { iri: long(iri), title };
  }

  /** What is cited: the sources of the accounts at some places. */
  const cited = (places) => new Set((places ?? []).map((place) => sourceIris[data.cited.accounts[place]]));

  /** An account as the panel shows it. */
  const account = (raw) => ({
    locator: '', paraphrase: '', status: '', recorded: '', hedge: null, relays: null,
    ...raw,
    iri: long(raw.iri),
    about: long(raw.about ?? ''),
    source: sourceIris[raw.source],
    reason: raw.reason === undefined ? '' : tables.reasons[raw.reason],
    values: (raw.values ?? []).map(([property, value]) => [tables.properties[property], value]),
  });

  /** The accounts at some places of their table; none until they are told. */
  const iris = (places) => (tables ? places ?? [] : []).map((place) => accountIris[place]);

  const proofs = new Map();

  /** The proof at a place of the table of steps, with its premises; null until it is told. */
  function proof(place) {
    if (!tables) return null;
    if (!proofs.has(place)) {
      const step = tables.steps[place];
      const premises = (step.premises ?? []).map(proof);
      const blank = { statement: '', note: '', rule: '', axiom: '', grade: null };
      proofs.set(place, { ...blank, ...step, accounts: iris(step.accounts), premises });
    }
    return proofs.get(place);
  }

  /** Take the accounts as a policy, by its place, judges them. */
  function judge(policy) {
    tables?.accounts.forEach((raw, place) => {
      accounts[accountIris[place]] = account(under(tables.accounts, place, tables.judged[policy]) ?? raw);
    });
  }

  /** Take over the evidence, as a policy judges it. */
  function learn(told, policy) {
    tables = { ...told, judged: told.judged.map(partOf) };
    accountIris = tables.accounts.map((raw) => long(raw.iri));
    for (const source of tables.sources) Object.assign(sources[long(source.iri)], source, { iri: long(source.iri) });
    judge(policy);
  }

  /** The letter of the verdict of independent sources on an account (kg/explorer/checks.py), and who differs in what. */
  function verdictOn(place) {
    const letter = tables?.checks?.verdicts[place] ?? '-';
    const [respects, others] = tables?.checks?.contradicted[place] ?? [[], []];
    return { letter, respects, others: iris(others) };
  }

  /** The record of a source (kg/explorer/audit.py): compared, corroborated, contradicted, and an interval; or null. */
  const recordOf = (iri) => tables?.checks?.records?.[sourceIris.indexOf(iri)] ?? null;

  /** The rival values of a thing or relation: property, value, accepted, sources for and against, places of accounts. */
  const rivalsOf = (iri) => (Object.hasOwn(tables?.checks?.rivals ?? {}, short(iri)) ? tables.checks.rivals[short(iri)] : []);

  return {
    accounts, sources, voiceOf, sourceAt, cited, iris, proof, judge, learn, verdictOn, recordOf, rivalsOf,
    /** The policy whose statements accounts are checked against, or null. */
    checkedBy: () => tables?.checks?.policy ?? null,
    accountAt: (place) => accountIris[place],
  };
}
