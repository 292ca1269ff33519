/**
 * The sides of the opening view, and what of their lines and names holds under the chosen policy and filters. A line
 * holds as long as one of its statements does; it is thinned where others of them have fallen.
 */
import { wholesAmong } from './wholes.js';

const SAID = 'speech';

/** The sides of a model under filters. */
export function makeSides(model, filters) {
  const { at, sides: data } = model;
  const { view } = filters;

  const sides = data.sides.map((side) => ({
    ...side, state: side.state === null ? null : at.node(side.state), bands: side.bands.map(([caption, places]) => ({ caption, places, ids: places.map(at.node) })), more: side.more.map(at.node),
  }));
  /** Each drawn actor with its side, its band's caption, and its kind, also where the chosen policy lacks it. */
  const actors = new Map();
  for (const side of sides) {
    for (const { caption, places } of side.bands) {
      for (const place of places) actors.set(at.node(place), { side, band: caption, kind: at.kind(place) });
    }
  }

  const lines = new Map();
  for (const [from, to, kind, statements] of data.lines) {
    const ends = { from: at.node(from), to: at.node(to) };
    const id = `tie:${model.short(ends.from)}|${model.short(ends.to)}|${kind}`;
    const isInside = actors.get(ends.from).side === actors.get(ends.to).side;
    lines.set(id, { id, ...ends, kind, isInside, statements: statements.map((places) => places.map(at.edge)) });
  }
  const rails = data.rails.map(([head, members]) => ({
    head: at.node(head), members: members.map(([member, edges]) => ({ id: at.node(member), edges: edges.map(at.edge) })),
  }));

  /** Whether an edge holds; another part of the page may judge it in another way. */
  let holds = (id) => view.edges.has(id);

  const isHeld = (edges) => edges.every((id) => model.edges.has(id) && holds(id));
  /** The event by which a statement holds; null where it is one of a single edge. */
  const eventOf = ([one, other]) => {
    if (other === undefined) return null;
    const [first, second] = [model.edges.get(one), model.edges.get(other)];
    return first.to === second.from ? first.to : first.from;
  };

  /** The events among some that are counted: wholes are not, with their parts. */
  function leaves(events) {
    const wholes = wholesAmong(events, model.incident);
    return [...events].filter((id) => !wholes.has(id));
  }

  const best = (grades) => grades.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
  const worst = (grades) => grades.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b));

  /** The number of independent ones among some sources. */
  const independent = (sources) => new Set([...sources].map(model.voiceOf)).size;

  /** What some statements say together, of which each is a list of edges: the first says who, the second to whom. */
  function together(statements) {
    const found = statements.map((edges) => edges.map((id) => model.edges.get(id)));
    const first = found.map(([edge]) => edge);
    const events = new Set(statements.map(eventOf).filter(Boolean));
    const members = [...new Set(found.flat())];
    const change = first.length && first.every((edge) => edge.change === first[0].change) ? first[0].change : 'altered';
    return {
      members,
      events: leaves(events),
      isSaid: first.length > 0 && first.every((edge) => edge.family === SAID),
      isDisputed: members.length > 0 && members.every((edge) => edge.status === 'disputed'),
      grade: best(found.map((edges) => worst(edges.map((edge) => edge.grade)))),
      sources: independent(first.flatMap((edge) => [...edge.sources])),
      change: members.some((edge) => edge.change) ? change : null,
    };
  }

  /** A line as it stands: `standing` is `held`, `thinned` or `gone`. */
  function look(line) {
    const known = line.statements.filter((edges) => edges.every((id) => model.edges.has(id)));
    const held = known.filter(isHeld);
    const standing = !held.length ? 'gone' : held.length < known.length ? 'thinned' : 'held';
    return { ...line, ...together(held), standing, held };
  }

  /** The memberships of a rail that hold, each with its look. */
  const membersOf = (rail) => rail.members.map(({ id, edges }) => {
    const held = edges.filter((edge) => isHeld([edge])).map((edge) => [edge]);
    return { id, edges, ...together(held), standing: held.length ? 'held' : 'gone' };
  });

  /** Whether a line or a name holds, is thinned or gone; null for what is not drawn here. */
  function standing(id) {
    if (lines.has(id)) return look(lines.get(id)).standing;
    if (!actors.has(id)) return null;
    return view.nodes.has(id) ? 'held' : 'gone';
  }

  /** What a click on a line selects: its relation if it has but one. */
  const pickOf = (found) => (found.members.length === 1 ? found.members[0].id : found.id);

  return {
    sides, actors, lines, rails, look, membersOf, standing, eventOf, pickOf, leaves, independent,
    isEmpty: lines.size === 0,
    /** Let `judge` say of an edge, by its id, whether it holds. */
    use: (judge) => {
      holds = judge;
    },
  };
}
