/** The months in which events with a place happened: one of them, or the next, is chosen as the time that all views show. */
import { filters, model } from '../model/index.js';
import { refresh } from '../page/actions.js';
import { make } from '../page/dom.js';

const { state } = filters;

/** How many events with a place began in each month, counted ones too; in order of time. */
function counts() {
  const found = new Map();
  const add = (month, events) => found.set(month, (found.get(month) ?? 0) + events);
  for (const { side, lat, first, last } of model.nodes.values()) if (side === 'event' && typeof lat === 'number' && (first ?? last) !== null) add(model.dateOf(first ?? last).slice(0, 7), 1);
  if (model.counted) model.counted.months.forEach((month, at) => add(month, model.counted.by_month[at]));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The first and last day of a month such as `2023-11`, as far as the data reach. */
function daysOf(month) {
  const [year, number] = month.split('-').map(Number);
  const { first, last } = model.whole;
  return { from: Math.max(first, Date.UTC(year, number - 1, 1) / 86400000), to: Math.min(last, Date.UTC(year, number, 0) / 86400000) };
}

function choose(month) {
  const { first: from, last: to } = model.whole;
  Object.assign(state, month ? daysOf(month) : { from, to });
  refresh();
}

/** Whether the time that is shown is a month. */
function isChosen(month) {
  const { from, to } = daysOf(month);
  return state.from === from && state.to === to;
}

/** The field for the month, and buttons to the one before and the one after; null where no event has a time. */
export function bar() {
  const all = counts();
  if (!all.length || !model.whole) return null;
  const chosen = all.findIndex(([month]) => isChosen(month));
  const field = make('select', { 'data-key': 'month', 'aria-label': 'Month', change: () => choose(field.value) }, make('option', { value: '' }, chosen < 0 && state.from !== model.whole.first ? 'chosen time' : 'all months'),
    ...all.map(([month, events]) => make('option', { value: month }, `${month} (${events.toLocaleString('en')})`)));
  field.value = chosen < 0 ? '' : all[chosen][0];
  const step = (label, sign, at) => make('button', { type: 'button', 'data-key': label, 'aria-label': label, disabled: !all[at], click: () => choose(all[at][0]) }, sign);
  return make('div', { class: 'months group' }, step('Month before', '‹', chosen < 0 ? all.length - 1 : chosen - 1), field, step('Month after', '›', chosen + 1));
}
