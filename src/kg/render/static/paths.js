/** How one actor reaches another through the relations shown. */
'use strict';

KG.paths = (() => {
  const { make, byId, name } = KG.dom;
  const { model, filters } = KG;

  /** The node that an edge leads to from `id`, or null where its direction forbids it. */
  function across(edge, id, directed) {
    if (edge.from === id) return edge.to;
    return !directed && edge.to === id ? edge.from : null;
  }

  /** The shown edges at a node in a fixed order. */
  const steps = (id) => model.incident.get(id).filter((edge) => filters.view.edges.has(edge.id));

  function trace(reached, end) {
    const path = [];
    for (let step = reached.get(end); step; step = reached.get(step.from)) path.unshift(step.edge);
    return path;
  }

  /** The edges of a shortest path, or null. */
  function shortest(start, end, directed) {
    const reached = new Map([[start, null]]);
    const queue = [start];
    while (queue.length && !reached.has(end)) {
      const id = queue.shift();
      for (const edge of steps(id)) {
        const next = across(edge, id, directed);
        if (next === null || reached.has(next)) continue;
        reached.set(next, { from: id, edge });
        queue.push(next);
      }
    }
    return reached.has(end) ? trace(reached, end) : null;
  }

  function stepItem(edge) {
    const item = KG.panel.relationItem(edge);
    if (edge.sign < 0) item.append(make('strong', { class: 'warning' }, ' hostile step'));
    return item;
  }

  function present(start, end, path) {
    const ids = new Set([start, end, ...path.flatMap((edge) => [edge.id, edge.from, edge.to])]);
    const hostile = path.filter((edge) => edge.sign < 0).length;
    KG.network.setFocus(ids);
    KG.panel.put([
      make('h2', {}, 'Path'),
      make('p', { class: 'sentence' }, name(model.nameOf(start)), ' to ', name(model.nameOf(end))),
      make('p', {}, `${path.length} step(s), ${hostile} of them hostile. A path is no proof of influence or control.`),
      make('ol', { class: 'relations path' }, ...path.map(stepItem)),
    ]);
  }

  /** Find and show the path that the form asks for. */
  function find() {
    const [start, end] = ['path-from', 'path-to'].map((id) => KG.search(byId(id).value));
    if (!start || !end) {
      KG.dom.say('Choose two names from the list.');
      return;
    }
    const path = shortest(start, end, byId('path-directed').checked);
    if (path) present(start, end, path);
    else KG.dom.say('No path through the relations shown.');
  }

  byId('path-form').addEventListener('submit', (event) => {
    event.preventDefault();
    find();
  });
  return { shortest };
})();
