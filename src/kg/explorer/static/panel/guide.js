/** Three clicks for a first visit: each does in the picture what it says, or is done when the reader does it there. */
import { filters, model, scene } from '../model/index.js';
import { network } from '../network/network.js';
import { select } from '../page/actions.js';
import { byId, make, refill } from '../page/dom.js';
import * as compare from './compare.js';

const { state } = filters;
const STORE = 'conflict-kg-guide';
const done = new Set();
let isOn = false;

const isBacking = (edge) => edge.family === 'support' && edge.sign === 1 && !edge.inferred;

/** The actor that backs most others, or null. */
function backer() {
  const counts = new Map();
  for (const edge of model.edges.values()) if (isBacking(edge)) counts.set(edge.from, (counts.get(edge.from) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

/** An inferred edge with a proof: one that is drawn as a dashed line if there is one, and leads to `chief` if it can. */
function inferred(chief) {
  const all = [...model.edges.values()].filter((edge) => edge.inferred && edge.isProven);
  const drawn = all.filter(isDashed);
  const from = drawn.length ? drawn : all;
  return (from.find((edge) => edge.to === chief) ?? from[0])?.id ?? null;
}

const isDashed = (edge) => Boolean(scene.lines.get(scene.lineOf.get(edge.id))?.inferred);

/** The relation of support by `chief` that most accounts tell of. */
function bestTold(chief) {
  const all = [...model.edges.values()].filter((edge) => edge.from === chief && isBacking(edge));
  return all.sort((a, b) => b.places.length - a.places.length || (a.id < b.id ? -1 : 1))[0]?.id ?? null;
}

function showBacking(id) {
  select(id);
  network.setFocus([id, ...model.incident.get(id).filter((edge) => edge.from === id && isBacking(edge)).flatMap((edge) => [edge.id, edge.to])]);
}

/** The policy that accepts most, to compare the one that is shown with. */
function widest() {
  const lacking = (policy) => policy.edges.lacks.size;
  const others = model.policies.map((policy, place) => ({ policy, place })).filter(({ place }) => place !== model.chosen.policy);
  return others.sort((a, b) => lacking(a.policy) - lacking(b.policy))[0].place;
}

function makeSteps() {
  const chief = backer();
  const [conclusion, told] = [inferred(chief), bestTold(chief)];
  return [
    chief && {
      text: `Who backs whom? Click ${model.nameOf(chief)}`, act: () => showBacking(chief),
      isDone: () => state.selected === chief,
    },
    conclusion ? {
      text: isDashed(model.edges.get(conclusion)) ? 'Why? Click a dashed line' : 'Why? See an inferred relation', act: () => select(conclusion),
      isDone: () => Boolean(model.edges.get(state.selected)?.inferred),
    } : told && {
      text: 'On whose word? Click a line', act: () => select(told),
      isDone: () => model.edges.has(state.selected),
    },
    model.policies.length > 1 && {
      text: 'What differs? Compare two policies', act: () => compare.choose(model.chosen.policy, widest()),
      isDone: () => model.chosen.compared !== null,
    },
  ].filter(Boolean);
}

let steps = [];

function stepItem(step, at) {
  const isDone = done.has(at);
  const button = make('button', { type: 'button', class: isDone ? 'step done' : 'step', click: step.act }, step.text);
  return make('li', {}, button, isDone ? make('span', { class: 'mark' }, ' done') : null);
}

/** Draw the guide as far as it has come. */
function show() {
  byId('guide').hidden = !isOn || !steps.length;
  byId('guide-open').setAttribute('aria-expanded', String(isOn));
  if (isOn) refill(byId('guide-steps'), ...steps.map(stepItem));
}

/** See which steps the reader's last choice has done. */
export function check() {
  if (!isOn) return;
  steps.forEach((step, at) => step.isDone() && done.add(at));
  steps = makeSteps();
  show();
}

/** A frame in a notebook has no storage: there the guide is new each time. */
function stored(value) {
  try {
    if (value) localStorage.setItem(STORE, value);
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function turn(on) {
  isOn = on;
  done.clear();
  steps = makeSteps();
  show();
  if (!on) stored('closed');
  network.fit();
}

/** Offer the guide on a first visit: not to those who closed it, nor to those who were sent a view. */
export function offer(isSent) {
  steps = makeSteps();
  byId('guide-open').hidden = !steps.length;
  isOn = !isSent && stored() !== 'closed';
  show();
}

byId('guide-close').addEventListener('click', () => {
  turn(false);
  byId('guide-open').focus();
});
byId('guide-open').addEventListener('click', () => turn(!isOn));
