/**
 * The page's data under the chosen policy: nodes, edges, accounts and sources, with the time each one covers.
 *
 * `nodes` and `edges` hold what the chosen policy accepts, and what the policy compared with does; `choose` changes
 * both in place. docs/explorer-data.md defines the fields.
 */
import { joined, makeCounted } from './counted.js';
import { makeEvidence } from './evidence.js';
import { spread } from './spread.js';
import { partOf, under } from './versions.js';

/** What the page's data hold, given the parsed text of its data element. */
export function makeModel(page) {
  const DAY = 86400000;
  const data = page.model;
  // Names from the data are never looked up among the properties that every object has.
  for (const table of ['roles', 'looks']) Object.setPrototypeOf(data[table], null);

  /** The IRI that a short form stands for. */
  function long(text) {
    if (!text.startsWith('~')) return text;
    return text.startsWith('~~') ? text.slice(1) : data.base + text.slice(1);
  }

  /** The short form of an IRI. */
  function short(iri) {
    if (iri.startsWith(data.base) && iri[data.base.length] !== '~') return '~' + iri.slice(data.base.length);
    return iri.startsWith('~') ? '~' + iri : iri;
  }

  /** A date of the years 1 to 9999: others no field for dates can hold. */
  const DATE = /^(?!0000)\d{4}-\d\d-\d\d/;

  /** The day number of an ISO date as its source gives it, whatever its zone; null for none or a broken one. */
  function dayOf(text) {
    const time = text && DATE.test(text) ? Date.parse(text.slice(0, 10)) : NaN;
    return Number.isNaN(time) ? null : Math.floor(time / DAY);
  }

  /** The ISO date of a day number. */
  const dateOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  /** The date part of an ISO date and time, as its source gives it. */
  const shortDate = (text) => (text ? text.slice(0, 10) : '');

  /** The first and the last date of an interval. Those of two time zones can run backwards: the earlier comes first. */
  function dates(thing) {
    const [from, to] = [shortDate(thing.start), shortDate(thing.end)];
    return from && to && from > to ? [to, from] : [from, to];
  }

  /** An interval in words; an open end is said to be unknown. */
  function interval(thing) {
    if (!thing.start && !thing.end) return 'not dated';
    const [from, to] = dates(thing);
    if (from === to) return from;
    return (from || 'start unknown') + ' to ' + (to || 'end unknown or open');
  }

  const evidence = makeEvidence(data, { long, short });
  const { iris } = evidence;
  const families = new Map(data.families.map((family) => [family.family, family]));

  const dated = (thing) => {
    const [first, last] = dates(thing).map(dayOf);
    return Object.assign(thing, { first, last });
  };

  const ids = page.nodes.map((node) => long(node.iri));

  const node = (raw) => dated({
    start: null, end: null, lat: null, lon: null, place: null, disputed_places: [], summary: '', names: [], ...raw,
    id: ids[raw.id], iri: raw.shown ?? ids[raw.id], name: raw.label, side: data.kinds[raw.kind].side, core: data.kinds[raw.kind].core,
    kind: data.kinds[raw.kind].kind, kind_label: data.kinds[raw.kind].label,
    size: Math.round((11 + 9 * raw.size) * 10) / 10, share: raw.size,
    /** Of an actor, also the accounts behind its edges. */
    get accounts() {
      if (this.side !== 'actor') return iris(raw.accounts);
      return [...new Set([...iris(raw.accounts), ...incident.get(this.id).flatMap((one) => one.accounts)])].sort();
    },
    get denials() {
      return iris(raw.denials);
    },
  });

  function pattern(inferred, disputed) {
    if (inferred) return data.dashes[disputed ? 'both' : 'inferred'];
    return data.dashes[disputed ? 'disputed' : 'stated'];
  }

  function edge({ inferred = false, disputed = false, ...raw }) {
    const [verb, family, type, sign] = data.rules[raw.rule];
    return dated({
      start: null, end: null, grade: null, ...raw, inferred, verb, family, type, sign,
      from: ids[raw.from], to: ids[raw.to], relation: long(raw.relation ?? ''), status: disputed ? 'disputed' : 'accepted',
      sources: evidence.cited(raw.accounts), places: raw.accounts ?? [], isProven: raw.proof !== undefined,
      dashes: pattern(inferred, disputed), width: inferred ? 1.4 : 1.8, chief: families.get(family).chief,
      arrows: { to: { enabled: true, type: data.ends[sign], scaleFactor: 0.55 } },
      get accounts() {
        return iris(raw.accounts);
      },
      get denials() {
        return iris(raw.denials);
      },
      get proof() {
        return this.isProven ? evidence.proof(raw.proof) : null;
      },
    });
  }

  const policies = data.policies.map((policy) => {
    const parts = ['nodes', 'edges'].map((name) => [name, partOf(policy[name])]);
    return { label: policy.label, provenance: policy.provenance, ...Object.fromEntries(parts) };
  });

  const places = new Map(page.edges.map((raw, place) => [raw.id, place]));
  const nodes = new Map();
  const edges = new Map();
  const incident = new Map();
  const chosen = { policy: 0, compared: null };
  const COMPARED_FIELDS = ['inferred', 'disputed', 'grade', 'start', 'end', 'place'];

  /** How a record stands to that of the policy compared with: gained, lost, altered or null. */
  function change(own, other) {
    if (chosen.compared === null) return null;
    if (!other) return 'gained';
    if (!own) return 'lost';
    return COMPARED_FIELDS.some((field) => own[field] !== other[field]) ? 'altered' : null;
  }

  function fill(map, rows, name, make) {
    map.clear();
    const [own, other] = [policies[chosen.policy], policies[chosen.compared ?? chosen.policy]];
    for (let place = 0; place < rows.length; place += 1) {
      const [mine, theirs] = [under(rows, place, own[name]), under(rows, place, other[name])];
      if (!mine && !theirs) continue;
      const made = make(mine ?? theirs);
      Object.assign(made, { row: place, change: change(mine, theirs) });
      map.set(made.id, made);
    }
  }

  /** Show what a policy accepts, by its place among the policies, and compare it with another one or none. */
  function choose(policy, compared = null) {
    Object.assign(chosen, { policy, compared: compared === policy ? null : compared });
    evidence.judge(policy);
    fill(nodes, page.nodes, 'nodes', node);
    fill(edges, page.edges, 'edges', edge);
    incident.clear();
    for (const id of nodes.keys()) incident.set(id, []);
    for (const made of edges.values()) {
      incident.get(made.from).push(made);
      if (made.to !== made.from) incident.get(made.to).push(made);
    }
  }

  /** An edge as the chosen policy has it, and as the one compared with: what its data say, or null. */
  const versions = (edge) => [chosen.policy, chosen.compared].map((policy) => under(page.edges, edge.row, policies[policy].edges));

  /** First and last day that anything in the given things names, or null. */
  function span(things) {
    const days = things.flatMap((thing) => [dayOf(thing.start), dayOf(thing.end)]).filter((day) => day !== null);
    if (!days.length) return null;
    return { first: days.reduce((a, b) => Math.min(a, b)), last: days.reduce((a, b) => Math.max(a, b)) };
  }

  /** The given rows as all policies have them. */
  const anyhow = (rows, name) => [...rows, ...policies.flatMap((policy) => Object.values(policy[name].changed))];

  const counted = data.counted ? makeCounted(data.counted, dayOf) : null;
  const whole = joined(span([...anyhow(page.nodes, 'nodes'), ...anyhow(page.edges, 'edges')]), counted && counted.span);
  const events = span(page.nodes.filter((row) => data.kinds[row.kind].side === 'event'));

  const labels = new Map(page.nodes.map((raw, place) => [ids[place], raw.label]));

  /** The name of a node of any policy. */
  const nameOf = (id) => nodes.get(id)?.name ?? labels.get(id);

  /** An edge as a sentence. */
  const sentence = (one) => `${nameOf(one.from)} ${one.verb} ${nameOf(one.to)}`;

  /** Whether an address may become a link. */
  const isWeb = (url) => typeof url === 'string' && /^https?:\/\//i.test(url);

  const layouts = Object.fromEntries(Object.entries(data.layouts).map(([name, layout]) =>
    [name, { ...layout, positions: Object.fromEntries(ids.map((id, place) => [id, layout.positions[place]])) }]));
  if (!layouts.force) {
    // Of all policies' edges together, so that a node keeps its place, and made when it is first asked for.
    let made = null;
    const pairs = page.edges.map((edge) => [ids[edge.from], ids[edge.to]]);
    Object.defineProperty(layouts, 'force', {
      get: () => made ??= { positions: spread(ids, pairs, layouts.hierarchy.positions), bands: [], halfWidth: 0 },
    });
  }

  const kinds = [...new Map(data.kinds.map((kind) => [kind.kind, kind])).values()];

  choose(0);
  return {
    nodes, edges, incident, whole, events, counted, dayOf, dateOf, dates, interval, shortDate, nameOf, sentence, isWeb, long, short,
    accounts: evidence.accounts, sources: evidence.sources, ids, kinds, layouts, policies, chosen, choose, pattern, versions,
    voiceOf: evidence.voiceOf, sourceAt: evidence.sourceAt, verdictOn: evidence.verdictOn, recordOf: evidence.recordOf, rivalsOf: evidence.rivalsOf,
    learn: (told) => evidence.learn(told, chosen.policy),
    get checkedBy() {
      return evidence.checkedBy();
    },
    belief: data.belief ?? null,
    ends: data.ends,
    families: data.families,
    options: JSON.parse(page.options),
    title: data.title,
    get provenance() {
      return policies[chosen.policy].provenance;
    },
    roles: data.roles,
    looks: data.looks,
    sides: data.sides,
    headings: data.dossier,
    verdicts: data.verdicts ?? null,
    /** The sentences of the chosen policy's story. */
    get story() {
      return data.policies[chosen.policy].story;
    },
    /** The ids of the node, edge and account at a place of the page's tables. */
    at: {
      node: (place) => ids[place], kind: (place) => data.kinds[page.nodes[place].kind], edge: (place) => page.edges[place].id, account: evidence.accountAt,
    },
    /** What each policy makes of an edge: accepts it, finds it disputed, or does not accept it. */
    standings: (id) => {
      const place = places.get(id);
      return policies.map((policy) => {
        const raw = under(page.edges, place, policy.edges);
        return { label: policy.label, standing: !raw ? 'not accepted' : raw.disputed ? 'disputed' : raw.inferred ? 'inferred' : 'accepted' };
      });
    },
  };
}
