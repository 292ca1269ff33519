/** A line of several relations: what stands behind it, as the panel lists it. */
import { filters, model, scene } from '../model/index.js';
import { network } from '../network/network.js';
import { refresh, select } from '../page/actions.js';
import { byId, linkButton, make } from '../page/dom.js';
import { relationItem } from './relations.js';

const areOpen = (ids) => ids.every((id) => filters.state.open.has(id));

/** Draw events as nodes, or fold them into their lines again; the panel keeps showing the group meanwhile. */
function toggleEvents(ids) {
  const drawn = areOpen(ids);
  for (const id of ids) filters.state.open[drawn ? 'delete' : 'add'](id);
  refresh();
  network.fit();
  byId('fold-events').textContent = drawn ? 'Draw these events' : 'Fold these events';
}

function eventItem(id, isWhole) {
  const node = model.nodes.get(id);
  const words = [node.kind_label, model.interval(node), isWhole && 'its parts are counted, not it'].filter(Boolean).join(' · ');
  return make('li', {}, linkButton(node.name, () => select(id)), make('small', {}, ` ${words}`));
}

function events(group) {
  if (!group.events.length) return [];
  return [
    make('h3', {}, `Events behind the line (${group.events.length - group.wholes.size})`),
    make('ul', { class: 'relations' }, ...group.events.map((id) => eventItem(id, group.wholes.has(id)))),
    make('button', { type: 'button', id: 'fold-events', click: () => toggleEvents(group.events) }, 'Draw these events'),
  ];
}

/** The panel's content for a group of lines, or null where it is not drawn. */
export function details(id) {
  const group = scene.groups.get(id);
  if (!group) return null;
  const stated = group.members.filter((edge) => !group.events.includes(edge.from) && !group.events.includes(edge.to));
  return [
    make('h2', {}, `${group.count} relation${group.count === 1 ? '' : 's'}: ${group.family}`),
    make('p', { class: 'sentence' }, linkButton(model.nameOf(group.from), () => select(group.from)), ' – ',
      linkButton(model.nameOf(group.to), () => select(group.to))),
    stated.length ? make('ul', { class: 'relations' }, ...stated.map(relationItem)) : null,
    ...events(group),
  ];
}
