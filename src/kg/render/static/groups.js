/** A line of several relations: what stands behind it, as the panel lists it. */
'use strict';

KG.groups = (() => {
  const { make, byId, linkButton } = KG.dom;
  const { model, filters, scene } = KG;

  /** The ids of both ends of a group, by its id; none of anything else. */
  function ends(id) {
    const parts = id && id.startsWith('group:') ? id.slice('group:'.length).split('|') : [];
    return parts.length > 2 ? [parts[0], parts[1]] : [];
  }

  const areOpen = (ids) => ids.every((id) => filters.state.open.has(id));

  /** Draw events as nodes, or fold them into their lines again; the panel keeps showing the group meanwhile. */
  function toggleEvents(ids) {
    const drawn = areOpen(ids);
    for (const id of ids) filters.state.open[drawn ? 'delete' : 'add'](id);
    KG.refresh();
    KG.network.fit();
    byId('fold-events').textContent = drawn ? 'Draw these events' : 'Fold these events';
  }

  function eventItem(id) {
    const node = model.nodes.get(id);
    return make('li', {}, linkButton(node.name, () => KG.select(id)), make('small', {}, ` ${node.kind_label} · ${model.interval(node)}`));
  }

  function events(group) {
    if (!group.events.length) return [];
    return [
      make('h3', {}, `Events behind the line (${group.events.length})`),
      make('ul', { class: 'relations' }, ...group.events.map(eventItem)),
      make('button', { type: 'button', id: 'fold-events', click: () => toggleEvents(group.events) }, 'Draw these events'),
    ];
  }

  /** The panel's content for a group of lines, or null where it is not drawn. */
  function details(id) {
    const group = scene.groups.get(id);
    if (!group) return null;
    const told = group.members.filter((edge) => !group.events.includes(edge.from) && !group.events.includes(edge.to));
    return [
      make('h2', {}, `${group.count} relation${group.count === 1 ? '' : 's'}: ${group.family}`),
      make('p', { class: 'sentence' }, linkButton(model.nameOf(group.from), () => KG.select(group.from)), ' – ',
        linkButton(model.nameOf(group.to), () => KG.select(group.to))),
      told.length ? make('ul', { class: 'relations' }, ...told.map(KG.panel.relationItem)) : null,
      ...events(group),
    ];
  }

  return { ends, details };
})();
