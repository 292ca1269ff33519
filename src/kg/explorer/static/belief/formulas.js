/**
 * What holds if only some accounts are believed: the page's formulas, as kg/explorer/formulas.py makes them, for
 * requirements of a policy: `reliability` and `credibility` (the least that is admitted), `unhedged`, `sources` (how many
 * independent ones must report an event or relation), `only` (a source), `without` (sources), `dropped` (origins: what
 * derives from one falls with it).
 */

/** What both of two requirements ask for. */
export function strictest(one, other) {
  const least = (name) => [one[name], other[name]].filter(Boolean).sort()[0] ?? null;
  return {
    reliability: least('reliability'), credibility: least('credibility'),
    unhedged: Boolean(one.unhedged || other.unhedged),
    sources: Math.max(one.sources ?? 1, other.sources ?? 1),
    only: one.only ?? other.only ?? null,
    without: new Set([...(one.without ?? []), ...(other.without ?? [])]),
    dropped: new Set([...(one.dropped ?? []), ...(other.dropped ?? [])]),
  };
}

/** The tables of the page, with what is looked up often: `judgements` are the places of those that accounts need. */
export function readTables(data) {
  const { source, grade, hedged } = data.statements;
  const reserved = new Set(hedged);
  const statements = source.map((place, at) => ({
    source: place, grade: grade.slice(2 * at, 2 * at + 2), hedged: reserved.has(at),
    origin: data.sources.origin[place], voice: data.sources.voice[place],
  }));
  const grounds = [...data.subjects, ...data.facts.map(([, stating]) => stating ?? [])].flat();
  const judgements = [...new Set(grounds.flatMap((ground) => (typeof ground === 'number' ? [] : ground.slice(1))))];
  return { ...data, statements, judgements, rivals: new Set(data.rivals) };
}

/** Why a statement does not count under some requirements, or null where it does. */
export function refusal({ source, grade, hedged, origin }, required) {
  const { reliability, credibility } = required;
  if (source < 0 || (required.only !== null && source !== required.only) || required.without.has(source)) return 'not admitted by the policy';
  if (required.dropped.has(origin)) return 'of a source that is left out';
  if (reliability && grade[0] > reliability) return `source graded ${grade[0]}, below ${reliability}`;
  if (credibility && grade[1] > credibility) return `information graded ${grade[1]}, below ${credibility}`;
  return hedged && required.unhedged ? 'worded with reserve' : null;
}

const best = (grades) => grades.reduce((one, other) => (one !== null && one < other ? one : other), null);

/** Everything that holds under some requirements, by place; each part is found once, when it is asked for. */
export function settle(tables, required) {
  const admitted = tables.statements.map((statement) => refusal(statement, required) === null);
  const counts = (ground) => (typeof ground === 'number' ? admitted[ground] : ground.every((place) => admitted[place]));
  const accountOf = (ground) => (typeof ground === 'number' ? ground : ground[0]);
  const counting = (grounds) => grounds.filter(counts).map(accountOf);
  const voices = (accounts) => new Set(accounts.map((place) => tables.statements[place].voice)).size;
  const gradeOf = (accounts) => best(accounts.map((place) => tables.statements[place].grade));
  const known = { subjects: [], facts: [], lines: [] };

  /** How many independent sources report an event or relation. */
  const reporting = (place) => (known.subjects[place] ??= voices(counting(tables.subjects[place])));

  const exists = (place) => reporting(place) >= required.sources;

  /** The accounts that count of a fact; none where its event or relation is not accepted. */
  function stating(place) {
    const [subject, grounds] = tables.facts[place];
    return (known.facts[place] ??= exists(subject) ? counting(grounds ?? tables.subjects[subject]) : []);
  }

  /** The accounts of both ends of a line where some tell of both, or else of either. */
  function together(facts) {
    const [first, ...others] = facts.map(stating);
    const both = first.filter((account) => others.every((accounts) => accounts.includes(account)));
    return both.length ? both : [...new Set([...first, ...others.flat()])];
  }

  /** What a proof is worth: null where one of its facts does not hold. */
  function proof(facts) {
    if (!facts.every((place) => stating(place).length)) return null;
    const isOne = facts.every((place) => tables.facts[place][0] === tables.facts[facts[0]][0]);
    const parts = isOne ? [together(facts)] : facts.map(stating);
    return {
      grade: parts.map(gradeOf).sort().at(-1), sources: Math.min(...parts.map(voices)), accounts: [...new Set(parts.flat())],
    };
  }

  /** What the proofs that hold are worth together. */
  function worth(proofs) {
    return {
      holds: proofs.length > 0, grade: best(proofs.map(({ grade }) => grade)),
      sources: Math.max(0, ...proofs.map(({ sources }) => sources)),
      accounts: new Set(proofs.flatMap(({ accounts }) => accounts)),
    };
  }

  /**
   * Whether a line holds, with its best grade, the number of independent sources of its weakest fact, and the accounts
   * that count; null for a line without a formula.
   */
  const line = (place) => (known.lines[place] ??= tables.lines[place] && worth(tables.lines[place].map(proof).filter(Boolean)));

  return { line, exists, reporting, admitted };
}
