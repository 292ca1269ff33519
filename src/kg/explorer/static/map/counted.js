/** Circles on the map for the events of datasets, which are counted and not drawn one by one. */
import { filters, model } from '../model/index.js';
import { named } from '../model/names.js';
import { definitions, draw, make, name } from '../page/dom.js';
import { put } from '../panel/details.js';

/** How many circles have their names written, and the radius of the largest. */
const NAMED = 12;
const WIDEST = 24;

/** Where the page has counted events. */
export const spots = model.counted ? model.counted.spots : [];

/** Counts are those of the policy that the page opens with. */
const isKnown = () => model.chosen.policy === 0;

const amount = (number) => number.toLocaleString('en');
const around = ({ place, places }) => (places > 1 ? `${place} and ${amount(places - 1)} other place${places > 2 ? 's' : ''} around it` : place);

/** The spots with events in the chosen time, and how many. */
const shown = () => (isKnown() ? spots.map((spot) => ({ spot, events: model.counted.within(spot, filters.state) })).filter(({ events }) => events) : []);

const radius = (events, most, size) => 2.5 + WIDEST * size * Math.sqrt(events / most);
const most = Math.max(1, ...spots.map(({ events }) => events));

/** Show in the panel what a circle counts, and how to get at the events. */
export function tell(spot) {
  const events = model.counted.within(spot, filters.state);
  put([
    make('h2', {}, 'Events of datasets, counted'),
    make('p', { class: 'sentence' }, name(around(spot))),
    definitions([
      ['events', `${amount(events)} in the chosen time, ${amount(spot.events)} in all`],
      ['where', `a square of ${model.counted.side}° by ${model.counted.side}°; the circle is in the middle of its events`],
      ['sources', model.counted.sources.map(([source]) => source).join(', ')],
    ]),
    make('p', { class: 'note' }, 'Their sum is shown, not each event. ', make('a', { href: 'datasets-by-month.csv' }, 'datasets-by-month.csv'),
      ' has events and deaths by country and month. The store has every event: ', make('code', {}, 'kg query'), ' or ', make('code', {}, 'kg serve'), '.'),
  ]);
}

/** The circles, as elements; where there is no other mark the first of them is in the order of tabs. */
export function circles({ x, y }, size, hasMarks) {
  return shown().map(({ spot, events }, index) => {
    const [px, py] = [x(spot.lon), y(spot.lat)];
    const text = `${amount(events)} events of datasets at ${around(spot)}`;
    return draw('g', {
      class: 'mark counted', role: 'button', tabindex: index || hasMarks ? -1 : 0, 'aria-label': text, 'data-key': `counted|${spot.lat}|${spot.lon}`, 'data-x': px, 'data-y': py,
      click: () => tell(spot),
    }, draw('title', {}, text), draw('circle', { cx: px, cy: py, r: radius(events, most, size).toFixed(1), class: 'touch sum' }));
  });
}

/** The names of the largest circles, with their numbers. */
export const names = ({ x, y }, size, cut) => shown().slice(0, NAMED).map(({ spot, events }) =>
  ({ x: x(spot.lon), y: y(spot.lat), text: `${cut(spot.place)} · ${amount(events)}`, kind: 'place', gap: radius(events, most, size) + 3 }));

/** Whether filters are on that sums know nothing of. */
function isNarrowed() {
  const { grade, source, only, hiddenKinds, hiddenFamilies } = filters.state;
  return Boolean(grade || source || only.size || hiddenKinds.size || hiddenFamilies.size);
}

/** What the circles are, and what they leave out. */
export function note() {
  if (!model.counted) return '';
  if (!isKnown()) return `Events of datasets are counted under ${model.policies[0].label} only. `;
  const { events, placed } = model.counted;
  const without = events - placed ? `; ${amount(events - placed)} have no coordinates` : '';
  return `Circles: ${amount(events)} events of datasets, counted${without}${isNarrowed() ? '; of the filters only the time applies to them' : ''}. `;
}

/** The spot whose chief place is called so, or null. */
export function called(text) {
  const found = named(spots.map((spot) => ({ name: spot.place, names: [], spot })), text);
  return found.length ? found[0].spot : null;
}
