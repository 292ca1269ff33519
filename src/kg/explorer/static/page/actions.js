/**
 * What the reader asks for and every part of the page answers: to see what is chosen, and to select. The parts import
 * this module, which knows none of them; main.js says what each does.
 */
import { collections, filters, model, scene, sides } from '../model/index.js';
import { groupEnds } from '../model/scene.js';
import { network } from '../network/network.js';
import { say } from './dom.js';
import * as tabs from './tabs.js';

const { state, view } = filters;
/** What the parts do after a refresh, and after a selection, whose id they are given; what shows the details of an id. */
const parts = { refreshed: [], selected: [], detailed: () => {} };

/** Let parts answer, in the given order. */
export function listen({ refreshed, selected, detailed }) {
  Object.assign(parts, { refreshed, selected, detailed });
}

/** How many lines of the opening view hold, and what the filters hide, as a sentence. */
function heldLines() {
  const held = [...sides.lines.values()].filter((line) => sides.look(line).standing !== 'gone').length;
  const hidden = model.edges.size - view.edges.size - view.ghosts.size;
  const fallen = view.ghosts.size ? `; ${view.ghosts.size} relations fall by the evidence required` : '';
  return `${held} of ${sides.lines.size} lines hold${model.policies[model.chosen.policy].label ? ` under ${model.policies[model.chosen.policy].label}` : ''}${hidden ? `; the filters hide ${hidden} relations` : ''}${fallen}.`;
}

/** What is shown, and what the picture draws of it, as a sentence. */
export function summary() {
  if (tabs.isOn('sides')) return heldLines();
  const inferred = [...view.edges].filter((id) => model.edges.get(id).inferred).length;
  const shown = `${view.nodes.size} of ${model.nodes.size} nodes and ${view.edges.size} of ${model.edges.size} relations shown, ${inferred} inferred`;
  return scene.isFolded ? `${shown}; ${scene.nodes.size} nodes drawn, the rest summarised as counts.` : `${shown}.`;
}

/** Recompute what is shown, and draw the picture of it. */
export function draw() {
  filters.update();
  scene.update();
  network.redraw(summary());
  network.mark(state.selected);
}

/** Bring what stands around the picture to what is shown. */
export function showParts() {
  for (const action of parts.refreshed) action();
}

/** Recompute what is shown and draw every part. */
export function refresh() {
  draw();
  showParts();
}

/** Show the details of what is selected anew. */
export const showDetails = () => parts.detailed(state.selected);

/**
 * The ids that belong with the selection: a node with its shown neighbours, an edge or a group with its ends, the nodes
 * and edges of a collection.
 */
function circle(id) {
  if (model.edges.has(id)) return [id, model.edges.get(id).from, model.edges.get(id).to];
  if (scene.groups.has(id)) return [id, ...scene.groups.get(id).members.map((edge) => edge.id), ...groupEnds(id)];
  const found = collections.get(id);
  if (found) return [id, ...found.nodes, ...found.edges.flatMap((edge) => circle(edge))];
  const edges = model.incident.get(id).filter((edge) => view.edges.has(edge.id));
  return [id, ...edges.flatMap((edge) => [edge.id, edge.from, edge.to])];
}

const exists = (id) => model.nodes.has(id) || model.edges.has(id) || scene.groups.has(id) || collections.get(id) !== null;

/** Stress what is selected in the picture; nothing where it does not exist. */
export function stress() {
  if (!exists(state.selected)) state.selected = null;
  network.setFocus(state.selected === null ? null : circle(state.selected));
}

/** Select a node, an edge or a group of edges by its id, or nothing; or `several` nodes together. */
export function select(wanted, several = []) {
  state.selected = exists(wanted) ? wanted : null;
  state.picked = new Set(several);
  scene.update();
  network.redraw(summary());
  stress();
  network.mark(state.selected);
  say(summary());
  showDetails();
  for (const action of parts.selected) action(state.selected);
}
