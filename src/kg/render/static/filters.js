/** What the reader has chosen to see, and what follows from it. */
'use strict';

KG.filters = (() => {
  const { nodes, edges, incident, whole } = KG.model;
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
    around: null,
    selected: null,
    layout: 'hierarchy',
  });

  const state = initial();
  const view = { nodes: new Set(), edges: new Set() };

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
    (!state.source || edge.sources.has(state.source));

  const endsPass = (edge) => [edge.from, edge.to].every((id) => nodePasses(nodes.get(id)));

  const edgePasses = (edge) =>
    !state.hiddenFamilies.has(edge.family) && evidencePasses(edge) && overlaps(edge) && endsPass(edge);

  /** Whether a node may be shown; an actor without a date is never hidden by the time range. */
  function nodePasses(node) {
    if (state.hiddenKinds.has(node.kind)) return false;
    if (node.first === null && node.last === null) return node.side !== 'event' || state.undated;
    return node.side === 'actor' || overlaps(node);
  }

  const inNeighbourhood = (edge) => !state.around || edge.from === state.around || edge.to === state.around;

  /** Recompute which nodes and edges are shown. A node whose edges are all hidden is hidden too. */
  function update() {
    view.nodes.clear();
    view.edges.clear();
    for (const edge of edges.values()) {
      if (!inNeighbourhood(edge) || !edgePasses(edge)) continue;
      view.edges.add(edge.id);
      view.nodes.add(edge.from).add(edge.to);
    }
    for (const node of nodes.values()) {
      const alone = !state.around && incident.get(node.id).length === 0 && !state.source;
      if ((alone || node.id === state.around) && nodePasses(node)) view.nodes.add(node.id);
    }
    return view;
  }

  /** Put every filter back, keeping the layout and the selection. */
  function reset() {
    const { layout, selected } = state;
    Object.assign(state, initial(), { layout, selected });
  }

  return { state, view, update, reset, overlaps, GRADES };
})();
