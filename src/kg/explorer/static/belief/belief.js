/**
 * What the reader requires of the evidence, beyond the policy, and what then holds: `holds` and `support` answer for any
 * node or line of the page. A line without a formula (of counted events, of a network without its dataset) always holds.
 */
import { readTables, refusal, settle, strictest } from './formulas.js';

/** The steps of the least grade, from any to the best. */
export const GRADES = ['', 'E5', 'D4', 'C3', 'B2', 'A1'];

/** What is required of a model's evidence: nothing beyond the policy at first. */
export function makeBelief(model) {
  const tables = model.belief ? readTables(model.belief) : null;
  const blank = () => ({ least: '', sources: 1, unhedged: false, dropped: new Set() });
  const chosen = blank();
  let settled = new Map();
  let key = '';

  const isActive = () => Boolean(tables && (chosen.least || chosen.sources > 1 || chosen.unhedged || chosen.dropped.size));

  /** What a policy, by its place, requires together with the reader. */
  function required(policy = model.chosen.policy) {
    const { least, sources, unhedged, dropped } = chosen;
    return strictest(tables.requires[policy], { reliability: least[0], credibility: least[1], sources, unhedged, dropped });
  }

  /** What holds under a policy, once for as long as the reader requires the same. */
  function under(policy) {
    const now = [chosen.least, chosen.sources, chosen.unhedged, ...chosen.dropped].join(' ');
    if (key !== now) settled = new Map();
    key = now;
    if (!settled.has(policy)) settled.set(policy, settle(tables, required(policy)));
    return settled.get(policy);
  }

  const plain = new Map();

  /** What holds under a policy if nothing more is required. */
  function plainly(policy) {
    if (!plain.has(policy)) plain.set(policy, settle(tables, strictest(tables.requires[policy], {})));
    return plain.get(policy);
  }

  /** The policy that has a thing: the chosen one, or else the one compared with. */
  const policyOf = (thing) => (thing.change === 'lost' ? model.chosen.compared : model.chosen.policy);

  /** What an edge is worth now: whether it holds, its grade, its independent sources, the accounts that count; or null. */
  function support(id) {
    const edge = model.edges.get(id);
    return tables && edge ? under(policyOf(edge)).line(edge.row) : null;
  }

  const edgeHolds = (edge) => !isActive() || (support(edge.id)?.holds ?? true);

  /** Whether an event holds without any line: null for what is no such event. */
  function stands(node) {
    const subject = tables?.events[node.row];
    return subject === undefined ? null : under(policyOf(node)).exists(subject);
  }

  /** Whether a node or an edge, by its id, holds under what is required now. */
  function holds(id) {
    if (!isActive()) return true;
    if (model.edges.has(id)) return edgeHolds(model.edges.get(id));
    const around = model.incident.get(id) ?? [];
    const alone = stands(model.nodes.get(id));
    return around.length && !alone ? around.some(edgeHolds) : alone !== false;
  }

  /** The sources of some statements that the page cites. */
  const sourcesOf = (places) => new Set([...places].map((place) => model.sourceAt(tables.statements[place].source).iri));

  /** Give every edge that holds the grade and the sources that it has now; its own are kept. */
  function apply() {
    if (!tables) return;
    for (const edge of model.edges.values()) {
      edge.own ??= { grade: edge.grade, sources: edge.sources };
      const now = isActive() ? support(edge.id) : null;
      Object.assign(edge, now?.holds ? { grade: now.grade, sources: sourcesOf(now.accounts) } : edge.own);
    }
  }

  /** Why an edge is weaker than the policy alone has it: the accounts that no longer count, by reason, and the sources. */
  function losses(edge) {
    const policy = policyOf(edge);
    const before = plainly(policy).line(edge.row);
    const after = under(policy).line(edge.row);
    if (!before) return null;
    const needed = required(policy);
    const reasons = new Map();
    for (const place of before.accounts) {
      const why = refusal(tables.statements[place], needed);
      if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
    }
    const subjects = [...new Set(tables.lines[edge.row].flat().map((fact) => tables.facts[fact][0]))];
    const reporting = Math.min(...subjects.map((subject) => under(policy).reporting(subject)));
    return { before, after, reasons, reporting, needed, isRival: tables.rivals.has(edge.row) };
  }

  /** Whether a policy, by its place, accepts the event or relation that an edge is of. */
  const tells = (policy, edge) => (tables.lines[edge.row] ?? []).flat().slice(0, 1).some((fact) => plainly(policy).exists(tables.facts[fact][0]));

  /** How many judgements that two things are one no longer count: a build has what they joined apart. */
  function apart() {
    const { policy } = model.chosen;
    return tables.judgements.filter((place) => plainly(policy).admitted[place] && !under(policy).admitted[place]).length;
  }

  /** The sources that can be left out: those that others derive from, or that derive from none. */
  function origins() {
    const found = new Map();
    for (const { source, origin } of tables?.statements ?? []) {
      if (source < 0) continue;
      const { accounts = 0, sources = new Set() } = found.get(origin) ?? {};
      found.set(origin, { accounts: accounts + 1, sources: sources.add(source) });
    }
    return [...found].map(([place, { accounts, sources }]) => ({ place, accounts, repeats: sources.size - Number(sources.has(place)), ...model.sourceAt(place) }));
  }

  /** Require nothing beyond the policy. */
  const reset = () => Object.assign(chosen, blank());

  return { chosen, isKnown: tables !== null, isActive, holds, edgeHolds, support, required, losses, tells, apart, origins, apply, reset };
}
