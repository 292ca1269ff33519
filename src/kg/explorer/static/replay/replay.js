/**
 * The replay: what happened, scene by scene, with a caption. The time range ends with the scene, so that every view shows
 * what had happened by then, and the events of the scene are selected. Nothing moves: places, and the axis of the lanes,
 * are those of the whole.
 */
import { collections, filters, model } from '../model/index.js';
import { refresh, select } from '../page/actions.js';
import * as address from '../page/address.js';
import { byId, say } from '../page/dom.js';
import * as sheets from '../page/sheets.js';
import { caption, scenes } from './plan.js';

const { state, view } = filters;
const PREFIX = 'replay:';
/** Milliseconds that a scene is shown, by speed. */
const PACE = { slow: 6000, normal: 3200, fast: 1400 };
const CLAIM = 'ClaimOfResponsibility';
/** The range that is replayed and its scenes; null where nothing is. */
let shown = null;
let timer = null;

const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

const claimants = (event) => [...new Set(model.incident.get(event).filter((edge) => edge.type === CLAIM && edge.to === event)
  .map((edge) => model.nameOf(edge.from)))];

/** Take the events that the filters let through, in the range as it is now. */
function prepare(from, to) {
  const events = [...view.nodes].map((id) => model.nodes.get(id)).filter((node) => node.side === 'event' && node.first >= from && node.first <= to);
  const found = scenes(events, model.dateOf);
  shown = found.length ? { from, to, scenes: found, at: 0 } : null;
  state.frame = shown && events.flatMap((event) => [event.first, Math.min(event.last ?? event.first, to)]);
}

function pause() {
  clearTimeout(timer);
  timer = null;
  byId('replay-play').textContent = isStill() ? 'Next scene' : 'Play';
}

/** Say where the replay is. */
function tell() {
  const { scenes: all, at } = shown;
  byId('replay-caption').textContent = caption(all[at], claimants);
  byId('replay-count').textContent = `${at + 1} of ${all.length}`;
  Object.assign(byId('replay-at'), { max: all.length - 1, value: at });
  byId('replay-at').setAttribute('aria-valuetext', `${at + 1} of ${all.length}: ${all[at].when}`);
  byId('replay-back').disabled = at === 0;
  byId('replay-next').disabled = at === all.length - 1;
}

/** Show a scene. */
function goTo(at) {
  shown.at = Math.max(0, Math.min(shown.scenes.length - 1, at));
  state.to = shown.scenes[shown.at].last;
  refresh();
  select(PREFIX + shown.at);
  tell();
}

function advance() {
  if (shown.at === shown.scenes.length - 1) {
    pause();
    return;
  }
  goTo(shown.at + 1);
  timer = setTimeout(advance, PACE[byId('replay-speed').value]);
}

/** Play from here, from the start where it is over; without motion, go one scene on. */
function play() {
  if (timer !== null) {
    pause();
    return;
  }
  const isOver = shown.at === shown.scenes.length - 1;
  goTo(isOver ? 0 : shown.at + (isStill() ? 1 : 0));
  if (isStill()) return;
  byId('replay-play').textContent = 'Pause';
  timer = setTimeout(advance, PACE[byId('replay-speed').value]);
}

function mark() {
  byId('replay').hidden = shown === null;
  byId('replay-open').setAttribute('aria-expanded', String(shown !== null));
  if (shown) pause();
}

/** Replay what the filters let through in the chosen time. */
function begin() {
  if (shown) {
    end();
    return;
  }
  prepare(state.from, state.to);
  mark();
  if (!shown) {
    say('No event with a date matches the filters.');
    return;
  }
  goTo(0);
  sheets.close();
  byId('replay-play').focus();
}

/** Leave the replay; the time range is as it was. */
function end() {
  pause();
  state.to = shown.to;
  state.frame = null;
  shown = null;
  mark();
  select(null);
  refresh();
  byId('replay-open').focus();
}

/** Go so many scenes on, or back. */
export function step(by) {
  if (!shown) return;
  pause();
  goTo(shown.at + by);
}

function ofScene(id) {
  const scene = shown?.scenes[Number(id.slice(PREFIX.length))];
  if (!scene) return null;
  const nodes = scene.events.map((event) => event.id);
  const edges = nodes.flatMap((node) => model.incident.get(node)).filter((edge) => view.edges.has(edge.id)).map((edge) => edge.id);
  return { id, heading: 'Scene', title: caption(scene, claimants), nodes, edges: [...new Set(edges)], accounts: [] };
}

collections.add(PREFIX, ofScene);
address.add({
  write: (params) => shown && params.set('replay', `${model.dateOf(shown.to)}.${shown.at}`),
  read: (params) => {
    const [until, at] = (params.get('replay') ?? '').split('.');
    const to = model.dayOf(until);
    state.frame = null;
    shown = null;
    if (to !== null && model.whole) {
      const now = state.to;
      state.to = Math.min(to, model.whole.last);
      filters.update();
      prepare(state.from, state.to);
      state.to = shown ? now : state.to;
      if (shown) shown.at = Math.max(0, Math.min(shown.scenes.length - 1, Number(at) || 0));
    }
    mark();
    if (shown) tell();
  },
});
byId('replay-open').hidden = !model.events;
byId('replay-open').addEventListener('click', begin);
byId('replay-play').addEventListener('click', play);
byId('replay-back').addEventListener('click', () => step(-1));
byId('replay-next').addEventListener('click', () => step(1));
byId('replay-at').addEventListener('input', (event) => step(Number(event.target.value) - shown.at));
byId('replay-close').addEventListener('click', end);
