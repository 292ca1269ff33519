/**
 * What the picture draws of what the filters let through. The overview draws the chief actors, folds events, persons
 * and minor actors into counts, and leaves out families that are not chief; relations of one family between the same
 * two nodes are one line with a number.
 *
 * `nodes` holds ids; `lines` what is drawn between them, by id: an edge's id where it stands alone; `groups` the lines
 * of more than one relation, as they are before one that is selected falls apart; `lineOf` the line that draws an
 * edge; `folded` how many shown neighbours of a node are not drawn. What does not hold on the evidence that is required
 * keeps its place: a line of which nothing holds is a ghost, a node is a shade.
 */
import { wholesAmong } from './wholes.js';

/** The ids of both ends of a group, by its id; none of anything else. */
export function groupEnds(id) {
  const parts = id && id.startsWith('group:') ? id.slice('group:'.length).split('|') : [];
  return parts.length > 2 ? [parts[0], parts[1]] : [];
}

/** The scene of a model under filters. */
export function makeScene(model, filters) {
  const { state, view } = filters;
  const isSeen = (id) => view.nodes.has(id) || view.shades.has(id);
  /** A picture of no more nodes than this is never folded; an overview begins with no more than MOST. */
  const FEW = 24;
  const MOST = 36;
  const LEAST_TIES = 2;
  const GHOSTLY = [1, 5];
  const CHANGES = ['gained', 'lost', 'altered'];

  const scene = { nodes: new Set(), lines: new Map(), groups: new Map(), lineOf: new Map(), folded: new Map(), isFolded: false };
  const { nodes, lines, groups, lineOf, folded } = scene;

  const isCore = (id) => model.nodes.get(id).core;

  /** The shown neighbours of a node: those by way of edges that hold, or of others too. */
  function neighbours(id, withGhosts = false) {
    const found = new Set();
    for (const edge of model.incident.get(id) ?? []) {
      if ((view.edges.has(edge.id) || (withGhosts && view.ghosts.has(edge.id))) && edge.from !== edge.to) found.add(edge.from === id ? edge.to : edge.from);
    }
    return found;
  }

  /** Every pair of edges of one family that says who did an event, and to whom. */
  function usesOfForce(edges) {
    const actions = new Map();
    for (const edge of edges) {
      const by = isCore(edge.from);
      const event = by ? edge.to : edge.from;
      if (by === isCore(edge.to) || edge.sign >= 0 || model.nodes.get(event).side !== 'event') continue;
      if (!actions.has(event)) actions.set(event, { by: [], at: [] });
      actions.get(event)[by ? 'by' : 'at'].push(edge);
    }
    return [...actions].flatMap(([event, { by, at }]) => by.flatMap((one) =>
      at.filter((two) => one.family === two.family && one.from !== two.to).map((two) =>
        ({ from: one.from, to: two.to, edges: [one, two], event, sign: one.sign }))));
  }

  const direct = (edge) => ({ from: edge.from, to: edge.to, edges: [edge], event: null, sign: edge.sign });

  /** The actors with most others around them by chief relations, whatever the filters hide of these. */
  function findChiefs() {
    const ties = new Map();
    const edges = [...model.edges.values()];
    const stated = edges.filter((edge) => isCore(edge.from) && isCore(edge.to)).map(direct);
    for (const { from, to, edges: [edge] } of [...stated, ...usesOfForce(edges)]) {
      if (!edge.chief || from === to) continue;
      for (const [one, other] of [[from, to], [to, from]]) ties.set(one, (ties.get(one) ?? new Set()).add(other));
    }
    const rank = (id) => ties.get(id).size + model.nodes.get(id).share;
    return [...ties.keys()].filter((id) => ties.get(id).size >= LEAST_TIES)
      .sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1)).slice(0, MOST);
  }

  let known = { key: null, chiefs: [] };

  /** The actors that the overview begins with: the same while the policies chosen are, so that the picture holds still. */
  function chiefs() {
    const key = `${model.chosen.policy}|${model.chosen.compared}`;
    if (known.key !== key) known = { key, chiefs: findChiefs() };
    return known.chiefs.filter(isSeen);
  }

  /** What the reader asks for by selecting or opening it, with the neighbours of what is open. */
  function asked() {
    const { selected } = state;
    const edge = model.edges.get(selected);
    const found = [selected, ...state.open, ...state.drawn];
    if (edge) found.push(edge.from, edge.to);
    for (const id of state.open) found.push(...neighbours(id, true));
    if (model.nodes.has(selected) && !isCore(selected)) found.push(...neighbours(selected, true));
    return found.filter((id) => isSeen(id) || (id === selected && model.nodes.has(id)));
  }

  function chooseNodes() {
    const seen = [...view.nodes, ...view.shades];
    const foldable = state.fold && !state.only.size && seen.length > FEW;
    const first = foldable ? chiefs() : [];
    scene.isFolded = first.length > 2;
    nodes.clear();
    for (const id of [...(scene.isFolded ? first : seen), ...asked()]) nodes.add(id);
    folded.clear();
    for (const id of scene.isFolded ? nodes : []) {
      const left = [...neighbours(id)].filter((near) => !nodes.has(near)).length;
      if (left) folded.set(id, left);
    }
  }

  const isOpen = (id) => state.open.has(id) || state.selected === id;

  /** Whether an edge is drawn: in an overview those between actors are only if they are chief, or of what is open. */
  function isDrawn(edge) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) return false;
    if (!scene.isFolded || edge.chief || !isCore(edge.from) || !isCore(edge.to)) return true;
    return isOpen(edge.from) || isOpen(edge.to) || state.selected === edge.id || state.drawn.has(edge.id);
  }

  /** Every statement that is drawn: an edge, or an event that is folded into a line between two actors. */
  function statements(edges) {
    const stated = edges.filter(isDrawn).map(direct);
    if (!scene.isFolded) return stated;
    return [...stated, ...usesOfForce(edges).filter(({ from, to, event }) => !nodes.has(event) && nodes.has(from) && nodes.has(to))];
  }

  function groupId({ from, to, edges: [edge] }) {
    const [one, other] = from < to ? [from, to] : [to, from];
    return `group:${one}|${other}|${edge.family}`;
  }

  function grouped(all) {
    const found = new Map();
    for (const statement of all) {
      const id = groupId(statement);
      found.set(id, [...(found.get(id) ?? []), statement]);
    }
    return found;
  }

  /** The end of a line on one side, by the signs of the statements that point there. */
  function head(pointing) {
    const type = model.ends[Math.min(1, ...pointing.map(({ sign }) => sign))];
    return { enabled: pointing.length > 0, type, scaleFactor: 0.55 };
  }

  const isGhost = (statement) => statement.edges.some((edge) => view.ghosts.has(edge.id));

  /** The line that stands for some statements, those that hold if some do: it looks like what they all have in common. Its
   * number counts relations and events, but no event of which parts are among them. */
  function lineFor(id, statements) {
    const holding = statements.filter((one) => !isGhost(one));
    const ghost = !holding.length;
    const all = ghost ? statements : holding;
    const [{ from, to, edges: [{ family }] }] = all;
    const members = [...new Set(all.flatMap((statement) => statement.edges))];
    const every = (test) => members.every(test);
    const inferred = every((edge) => edge.inferred);
    const disputed = every((edge) => edge.status === 'disputed');
    const changed = CHANGES.find((change) => every((edge) => edge.change === change));
    const events = new Set(all.map(({ event }) => event).filter(Boolean));
    const wholes = wholesAmong(events, model.incident);
    const count = Math.max(1, events.size - wholes.size + all.filter(({ event }) => !event).length);
    return {
      id, from, to, family, members, inferred, ghost, count,
      events: [...events], wholes,
      status: disputed ? 'disputed' : 'accepted',
      dashes: ghost ? GHOSTLY : model.pattern(inferred, disputed),
      width: ghost ? 1 : (inferred ? 1.2 : 1.4) + Math.min(2.6, 0.8 * Math.log2(count)),
      arrows: { to: head(holding.filter((one) => one.to === to)), from: head(holding.filter((one) => one.to !== to)) },
      change: changed ?? (members.some((edge) => edge.change) ? 'altered' : null),
    };
  }

  /** The lines of a group: one, or one for each edge where the group or one of its edges is selected. */
  function linesOf(id, all) {
    if (all.length === 1 && !all[0].event) return [lineFor(all[0].edges[0].id, all)];
    groups.set(id, lineFor(id, all));
    if (state.selected !== id && !all.some(({ edges }) => edges.some((edge) => edge.id === state.selected))) return [groups.get(id)];
    const stated = all.filter(({ event }) => !event);
    const events = all.filter(({ event }) => event);
    return [...stated.map((one) => lineFor(one.edges[0].id, [one])), ...(events.length ? [lineFor(id, events)] : [])];
  }

  /** Recompute what is drawn, after the filters or the selection have changed. */
  function update() {
    const edges = [...view.edges, ...view.ghosts].map((id) => model.edges.get(id));
    chooseNodes();
    for (const map of [lines, groups, lineOf]) map.clear();
    for (const [id, all] of grouped(statements(edges))) {
      for (const line of linesOf(id, all)) {
        lines.set(line.id, line);
        for (const edge of line.members) lineOf.set(edge.id, line.id);
      }
      for (const edge of all.flatMap((one) => one.edges)) if (!lineOf.has(edge.id)) lineOf.set(edge.id, id);
    }
  }

  return Object.assign(scene, { update, neighbours });
}
