/** A line of several relations: what stands behind it, as the panel lists it. */
'use strict';

KG.groups = (() => {
  const { make, linkButton } = KG.dom;
  const { model, filters, scene } = KG;

  /** The ids of both ends of a group, by its id; none of anything else. */
  function ends(id) {
    const parts = id && id.startsWith('group:') ? id.slice('group:'.length).split('|') : [];
    return parts.length > 2 ? [parts[0], parts[1]] : [];
  }

  /** Draw the events of a group as nodes, or fold them again. */
  function drawEvents(group) {
    const drawn = group.events.every((id) => filters.state.open.has(id));
    for (const id of group.events) filters.state.open[drawn ? 'delete' : 'add'](id);
    KG.refresh();
    KG.network.fit();
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
      make('button', { type: 'button', click: () => drawEvents(group) }, 'Draw these events'),
    ];
  }

  /** The panel's content for a group of lines, or null where it is not drawn. */
  function details(id) {
    const group = scene.groups.get(id);
    if (!group) return null;
    const told = group.members.filter((edge) => !group.events.includes(edge.from) && !group.events.includes(edge.to));
    return [
      make('h2', {}, `${group.count} relations: ${group.family}`),
      make('p', { class: 'sentence' }, linkButton(model.nameOf(group.from), () => KG.select(group.from)), ' – ',
        linkButton(model.nameOf(group.to), () => KG.select(group.to))),
      told.length ? make('ul', { class: 'relations' }, ...told.map(KG.panel.relationItem)) : null,
      ...events(group),
    ];
  }

  return { ends, details };
})();
