/**
 * The dossier of a node: its relations and events under the headings of `kg show`, which the page's data give by the
 * roles that a thing has in what is under them.
 */
import { PART } from './wholes.js';

const OTHERS = { relation: 'Other relations', event: 'Other events' };
const [PART_OF, TOOK_PART, FOLLOWS] = ['What it is part of', 'Who took part', 'What follows'];

const local = (iri) => iri.slice(Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1);

/** The dossiers of a model. */
export function makeDossier(model) {
  const { headings, listings, details } = model.headings;
  const rankOf = new Map(headings.flatMap(([, ...roles], rank) => roles.map((role) => [role, rank])));
  const names = headings.map(([heading]) => heading);

  const isEvent = (id) => model.nodes.get(id)?.side === 'event';

  /** Whether an edge says who took part in an event. */
  const isPart = (edge) => edge.family === 'force' && isEvent(edge.from) !== isEvent(edge.to);

  /** The role that a node has in what an edge says, as the local name of a property; null where no class makes it. */
  function roleOf(edge, id) {
    if (edge.type === PART) return PART;
    if (isPart(edge) && edge.sign === 0) return 'hasParty';
    const roles = model.roles[edge.type];
    if (!roles) return null;
    const role = local(roles[edge.from === id ? 0 : 1]);
    if ((role === 'hasTarget' || role === 'isAboutActor') && listings.includes(edge.type)) return 'designated';
    if ((role === 'isAboutMatter' || role === 'isAboutActor') && (edge.type === 'Denial' || edge.type === 'Doubt')) return 'denies';
    return role;
  }

  /** The heading under which an edge stands in a node's dossier, with its place among all. */
  function headingOf(edge, id) {
    if (edge.inferred) return [names.length + 3, FOLLOWS];
    if (edge.type === PART && edge.from === id) return [-1, PART_OF];
    if (isPart(edge) && isEvent(id)) return [-2, TOOK_PART];
    const rank = rankOf.get(roleOf(edge, id)) ?? names.length;
    return [rank, names[rank] ?? OTHERS[isEvent(edge.from) || isEvent(edge.to) ? 'event' : 'relation']];
  }

  /** By relation or event all accounts about it that the page has, whatever the policy made of them. */
  let about = null;
  function accountsAbout(iri) {
    if (!about?.size) about = Map.groupBy(Object.values(model.accounts), (account) => account.about);
    return (about.get(iri) ?? []).map((account) => account.iri);
  }

  /** What the accepted accounts of some edges say of how: kinds of support, weapons, lists. */
  const detailsOf = (edges) => [...new Set(edges.flatMap((edge) => edge.accounts)
    .flatMap((iri) => model.accounts[iri].values.filter(([property]) => details.includes(property)).map(([, value]) => value)))].sort();

  const order = (a, b) => ((a.start ?? '~') < (b.start ?? '~') ? -1 : (a.start ?? '~') > (b.start ?? '~') ? 1 : a.thing < b.thing ? -1 : 1);

  /** One row of a dossier: a relation or event, with whom it is shared, and what an edge says of it. */
  function row(edge, id) {
    const other = edge.from === id ? edge.to : edge.from;
    const isShared = isPart(edge) && !isEvent(id);
    const parties = isShared ? model.incident.get(other).filter((one) => isPart(one) && one.from !== id && one.to !== id) : [];
    return {
      edge, other, thing: isShared || edge.type === PART ? other : edge.relation, isForward: edge.from === id, parties,
      start: edge.start ?? edge.end, details: detailsOf([edge]), accounts: accountsAbout(isShared ? other : edge.relation),
    };
  }

  /** The groups of rows of a node over some of its edges, in the order of the headings; in each by time, then by thing. */
  function groupsOf(id, edges) {
    const found = new Map();
    for (const edge of edges) {
      const [rank, heading] = headingOf(edge, id);
      if (!found.has(heading)) found.set(heading, { rank, heading, rows: [] });
      found.get(heading).rows.push(row(edge, id));
    }
    return [...found.values()].sort((a, b) => a.rank - b.rank).map((group) => ({ ...group, rows: group.rows.sort(order) }));
  }

  return { groupsOf, accountsAbout, detailsOf };
}
