/** The time range: two handles over a chart of how many relations begin when. */
import { filters, model } from '../model/index.js';
import { refresh } from '../page/actions.js';
import { byId, draw } from '../page/dom.js';

const { state } = filters;
const BINS = 96;
const STEP_MS = 110;
const handles = { from: byId('from'), to: byId('to') };
const dates = { from: byId('from-date'), to: byId('to-date') };
let playing = null;

const width = () => model.whole.last - model.whole.first + 1;

/** The bin that a day falls into. */
function binOf(day) {
  const place = Math.floor(((day - model.whole.first) / width()) * BINS);
  return Math.max(0, Math.min(BINS - 1, place));
}

/** For each bin how many relations begin in it: all of them, and those shown. */
function counts() {
  const bins = Array.from({ length: BINS }, () => ({ all: 0, shown: 0 }));
  for (const edge of model.edges.values()) {
    if (edge.first === null) continue;
    const bin = bins[binOf(edge.first)];
    bin.all += 1;
    if (filters.view.edges.has(edge.id)) bin.shown += 1;
  }
  return bins;
}

const bar = (index, share, kind) =>
  draw('rect', { x: index + 0.1, width: 0.8, y: 1 - share, height: share, class: kind });

/** The counted events of datasets as an area with a scale of its own: how many begin in each bin. */
function countedArea() {
  const bins = new Array(BINS).fill(0);
  model.counted.by_month.forEach((events, place) => {
    if (model.counted.days[place]) bins[binOf(model.counted.days[place].first)] += events;
  });
  const most = Math.max(1, ...bins);
  const points = bins.map((events, index) => `${index},${(1 - events / most).toFixed(3)} ${index + 1},${(1 - events / most).toFixed(3)}`);
  return draw('polygon', { points: `0,1 ${points.join(' ')} ${BINS},1`, class: 'counted' });
}

/** Say how many counted events begin in the range. */
function showCounted() {
  byId('counted-time').hidden = !model.counted;
  if (!model.counted) return;
  const [found, all] = [model.counted.total(state), model.counted.events].map((number) => number.toLocaleString('en'));
  byId('counted-time').textContent = `area: ${found} of ${all} events of datasets, counted`;
}

function drawChart() {
  const bins = counts();
  const most = Math.sqrt(Math.max(1, ...bins.map((bin) => bin.all)));
  const bars = bins.flatMap((bin, index) => [
    bar(index, Math.sqrt(bin.all) / most, 'all'),
    bar(index, Math.sqrt(bin.shown) / most, 'shown'),
  ]);
  byId('chart').setAttribute('viewBox', `0 0 ${BINS} 1`);
  byId('chart').replaceChildren(...(model.counted ? [countedArea()] : []), ...bars);
}

function showRange() {
  for (const end of ['from', 'to']) {
    handles[end].value = state[end];
    handles[end].setAttribute('aria-valuetext', model.dateOf(state[end]));
    dates[end].value = model.dateOf(state[end]);
  }
  byId('undated').checked = state.undated;
}

/** Choose the range; the end that was not moved gives way. */
function setEnd(end, day) {
  if (day === null || Number.isNaN(day)) return;
  state[end] = Math.max(model.whole.first, Math.min(model.whole.last, day));
  if (state.from > state.to) state[end === 'from' ? 'to' : 'from'] = state[end];
  refresh();
}

function setRange(range) {
  state.from = range.first;
  state.to = range.last;
  refresh();
}

function stop() {
  clearInterval(playing);
  playing = null;
  byId('play').textContent = 'Play';
}

function advance(step, end) {
  setEnd('to', state.to + step);
  if (state.to >= end) stop();
}

/** Let the range's end run from its start to where it stood. */
function play() {
  if (playing !== null) {
    stop();
    return;
  }
  const end = state.to > state.from ? state.to : model.whole.last;
  const step = Math.max(1, Math.round((end - state.from) / 80));
  byId('play').textContent = 'Pause';
  setEnd('to', state.from);
  playing = setInterval(() => advance(Math.min(step, end - state.to), end), STEP_MS);
}

function wireRange() {
  for (const end of ['from', 'to']) {
    Object.assign(handles[end], { min: model.whole.first, max: model.whole.last });
    Object.assign(dates[end], { min: model.dateOf(model.whole.first), max: model.dateOf(model.whole.last) });
    handles[end].addEventListener('input', () => setEnd(end, Number(handles[end].value)));
    dates[end].addEventListener('change', () => setEnd(end, model.dayOf(dates[end].value)));
  }
  byId('play').addEventListener('click', play);
  byId('all-time').addEventListener('click', () => setRange(model.whole));
  byId('event-time').addEventListener('click', () => setRange(model.events));
  byId('event-time').hidden = !model.events;
}

function wire() {
  byId('undated').addEventListener('change', (event) => {
    state.undated = event.target.checked;
    refresh();
  });
  byId('range').hidden = !model.whole;
  if (model.whole) wireRange();
}

/** Draw the chart and the handles as the filters stand. */
export function show() {
  byId('undated').checked = state.undated;
  if (!model.whole) return;
  drawChart();
  showRange();
  showCounted();
}

wire();
