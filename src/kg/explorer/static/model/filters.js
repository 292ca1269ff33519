/**
 * What the reader has chosen to see, and what follows from it: `view` holds the ids of the nodes and edges that pass. Those
 * that would pass, but do not hold on the evidence that is required, are its `ghosts` (edges) and `shades` (nodes).
 * Which of them the picture draws, and which it folds into counts, is the business of scene.js.
 */

/** Requires nothing of the evidence. */
const CREDULOUS = { apply: () => {}, holds: () => true, edgeHolds: () => true };

/** The filters of a model; they let everything through at first. `belief` says what holds on the evidence required. */
export function makeFilters({ nodes, edges, incident, whole }, belief = CREDULOUS) {
  const GRADES = ['A', 'B', 'C', 'D', 'E', 'F'];

  const initial = () => ({
    hiddenKinds: new Set(),
    hiddenFamilies: new Set(),
    asserted: true,
    inferred: true,
    accepted: true,
    disputed: true,
    undated: true,
    grade: '',
    source: '',
    from: whole ? whole.first : null,
    to: whole ? whole.last : null,
    differences: false,
    /** The days that the axis of time keeps while a replay goes on, or null. */
    frame: null,
    /** The nodes whose neighbourhoods alone are shown; all are where it is empty. */
    only: new Set(),
    /** Whether the picture folds what is minor into counts, and the nodes whose neighbours it draws all the same. */
    fold: true,
    open: new Set(),
    /** Nodes and edges that are drawn all the same because the reader asked for them: those of paths. */
    drawn: new Set(),
    /** Nodes and edges that the reader hid one by one, the nodes that are selected together, and where nodes were put. */
    hidden: new Set(),
    picked: new Set(),
    pins: new Map(),
    /** What the reader noted on nodes, edges and groups. */
    notes: new Map(),
    selected: null,
    layout: 'hierarchy',
    /** The node in the middle of the ego layout, null for the most connected one. */
    centre: null,
  });

  const state = initial();
  const view = { nodes: new Set(), edges: new Set(), ghosts: new Set(), shades: new Set() };

  /** Whether an interval shares a day with the chosen range; an unknown end counts as open. */
  function overlaps(thing) {
    if (thing.first === null && thing.last === null) return state.undated;
    if (state.from === null) return true;
    const first = thing.first === null ? -Infinity : thing.first;
    const last = thing.last === null ? Infinity : thing.last;
    return first <= state.to && last >= state.from;
  }

  /** Whether a grade such as E6 is at least as reliable as the chosen letter; no grade passes only without one. */
  function gradePasses(grade) {
    if (!state.grade) return true;
    return grade !== null && GRADES.indexOf(grade[0]) <= GRADES.indexOf(state.grade);
  }

  const evidencePasses = (edge) =>
    (edge.inferred ? state.inferred : state.asserted) &&
    (edge.status === 'disputed' ? state.disputed : state.accepted) &&
    gradePasses(edge.grade) &&
    (!state.source || edge.sources.has(state.source)) &&
    (!state.differences || edge.change !== null);

  const edgePasses = (edge, passing) =>
    !state.hiddenFamilies.has(edge.family) && !state.hidden.has(edge.id) && passing.has(edge.from) && passing.has(edge.to) &&
    evidencePasses(edge) && overlaps(edge);

  /** Whether a node may be shown; an actor without a date is never hidden by the time range. */
  function nodePasses(node) {
    if (state.hiddenKinds.has(node.kind) || state.hidden.has(node.id)) return false;
    if (node.first === null && node.last === null) return node.side !== 'event' || state.undated;
    return node.side === 'actor' || overlaps(node);
  }

  const inNeighbourhood = (edge) => !state.only.size || state.only.has(edge.from) || state.only.has(edge.to);

  /** Recompute which nodes and edges are shown. A node whose edges are all hidden is hidden too. */
  function update() {
    for (const set of Object.values(view)) set.clear();
    belief.apply();
    const passing = new Set();
    for (const node of nodes.values()) if (nodePasses(node)) passing.add(node.id);
    for (const edge of edges.values()) {
      if (!inNeighbourhood(edge) || !edgePasses(edge, passing)) continue;
      const holds = belief.edgeHolds(edge);
      view[holds ? 'edges' : 'ghosts'].add(edge.id);
      view[holds ? 'nodes' : 'shades'].add(edge.from).add(edge.to);
    }
    for (const id of passing) {
      const alone = !state.only.size && !state.source && incident.get(id).length === 0 &&
        (!state.differences || nodes.get(id).change !== null);
      if (alone || state.only.has(id) || view.shades.has(id)) view[view.nodes.has(id) || belief.holds(id) ? 'nodes' : 'shades'].add(id);
    }
    for (const id of view.nodes) view.shades.delete(id);
    return view;
  }

  /** Put every filter back, keeping the layout, the selection, the notes and the policy. */
  function reset() {
    const { layout, selected, centre, notes } = state;
    Object.assign(state, initial(), { layout, selected, centre, notes });
  }

  return { state, view, update, reset, overlaps, GRADES };
}
