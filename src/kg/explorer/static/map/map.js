/** Maps of the shown events over outlines of countries: a small one next to the details, a large one as a view. */
import { filters, model } from '../model/index.js';
import { select } from '../page/actions.js';
import { byId, draw, linkButton, make, name, refill } from '../page/dom.js';
import * as rove from '../page/rove.js';
import { shape } from '../page/signs.js';
import * as tabs from '../page/tabs.js';
import { measure, shorten } from '../page/text.js';
import { put } from '../panel/details.js';
import * as counted from './counted.js';
import * as months from './months.js';
import * as plan from './plan.js';

/** The space between marks, their size, and how many are drawn before they are heaped up in squares. */
const SMALL = { width: 300, pitch: 9, mark: 0.42, most: 60, square: 22 };
const LARGE = { pitch: 17, mark: 0.78, most: 250, square: 54, stack: 8 };
const MOST_NAMES = 60;
/** The longest name of a place, in pixels; half of a small map. */
const LONGEST = 190;
const CLOSEST = 60;
/** Where names of countries are tried, as shares of the width and the height of what is seen of them. */
const SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88];
const home = () => ({ scale: 1, x: 0, y: 0 });
let seen = home();
/** The places of which all events are drawn, however many they are. */
const opened = new Set();
/** So many events of one place at most are drawn when it opens; more are listed only. */
const MOST_OPEN = 60;
const KM_PER_DEGREE = 111.2;

const number = (value) => typeof value === 'number' && Number.isFinite(value);

/** The spots of a node: its place, or each of the places that are in dispute. */
function spotsOf(node) {
  const own = number(node.lat) && number(node.lon) ? [{ node, place: node.place, lat: node.lat, lon: node.lon, disputed: false }] : [];
  const claimed = (node.disputed_places ?? []).filter(([, lat, lon]) => number(lat) && number(lon));
  return [...own, ...claimed.map(([place, lat, lon]) => ({ node, place, lat, lon, disputed: true }))];
}

const all = () => [...model.nodes.values()].flatMap(spotsOf);
const everywhere = [...all(), ...counted.spots];
const shownSpots = () => all().filter(({ node }) => filters.view.nodes.has(node.id));

let known = null;

/** The outlines of countries, read when they are first drawn. */
function countries() {
  if (known) return known;
  const outlines = JSON.parse(byId('outlines').textContent);
  known = outlines.countries.map(({ name, rings }) => ({ name, rings: rings.map((ring) => plan.ringPoints(ring, outlines)) }));
  return known;
}

function land(projected) {
  return countries().map(({ rings }) => draw('path', { d: rings.map((ring) => plan.ringPath(ring, projected)).join(''), class: 'land' }));
}

/** The size of a text on either map. */
const sizeOf = ({ text, kind }) => measure(byId('wide-map'), kind, text);

const degreeText = (at, positive, negative) => `${Math.abs(at)}°${at < 0 ? negative : positive}`;

function grid({ x, y, lonAt, latAt, width, height }) {
  const lons = plan.degrees(lonAt(0), lonAt(width)).map((lon) => [
    draw('line', { x1: x(lon), x2: x(lon), y1: 0, y2: height, class: 'degree' }),
    draw('text', { x: x(lon) + 2, y: height - 3, class: 'degree' }, degreeText(lon, 'E', 'W'))]);
  const lats = plan.degrees(latAt(height), latAt(0)).map((lat) => [
    draw('line', { x1: 0, x2: width, y1: y(lat), y2: y(lat), class: 'degree' }),
    draw('text', { x: 2, y: y(lat) - 2, class: 'degree' }, degreeText(lat, 'N', 'S'))]);
  return [...lons, ...lats].flat();
}

function words({ node, place, disputed }) {
  return `${node.name}, ${disputed ? 'disputed place: ' : ''}${place ?? 'place without a name'}, ${model.interval(node)}`;
}

/** A circle around each place within which its coordinates are meant, where it is large enough to be seen. */
function precisions(spots, { unit, stretch, width }) {
  const places = new Map(spots.filter(({ node, disputed }) => !disputed && number(node.precision)).map((spot) => [plan.placeKey(spot), spot]));
  const circles = [...places.values()].map(({ node, place, px, py }) => ({ px, py, km: node.precision, place, radius: (node.precision / KM_PER_DEGREE) * unit * stretch }));
  return circles.filter(({ radius }) => radius > 7 && radius < width).map(({ px, py, km, place, radius }) =>
    draw('circle', { cx: px.toFixed(1), cy: py.toFixed(1), r: radius.toFixed(1), class: 'precision' }, draw('title', {}, `${place ?? 'This place'}: within ${km} km`)));
}

/** One event: a line to where it belongs if it had to give way, and its sign, in a ring of dashes where disputed. */
function markElements(spot, size, index) {
  const chosen = filters.state.selected === spot.node.id;
  const text = words(spot);
  const moved = Math.hypot(spot.x - spot.px, spot.y - spot.py) > 3;
  return draw('g', {
    class: `mark${chosen ? ' chosen' : ''}`, role: 'button', tabindex: index ? -1 : 0, 'aria-label': text, 'aria-pressed': String(chosen),
    'data-key': `${spot.node.id}|${spot.lat}|${spot.lon}`, 'data-x': spot.x, 'data-y': spot.y, click: () => select(spot.node.id),
  }, draw('title', {}, text),
  moved ? draw('line', { x1: spot.px, y1: spot.py, x2: spot.x, y2: spot.y, class: 'leader' }) : null,
  draw('circle', { cx: spot.x, cy: spot.y, r: 9 * size + 3, class: 'touch' }),
  shape(spot.node.shape, spot.node.color, { class: 'outline', transform: `translate(${(spot.x - 9 * size).toFixed(1)} ${(spot.y - 9 * size).toFixed(1)}) scale(${size})` }),
  spot.disputed ? draw('circle', { cx: spot.x, cy: spot.y, r: 9 * size + 1.5, class: 'doubt' }) : null);
}

/** Enlarge the map so that all of some spots are seen apart. */
function zoomTo(members) {
  const [xs, ys] = [members.map(({ px }) => px), members.map(({ py }) => py)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const { clientWidth: wide, clientHeight: high } = byId('wide-map');
  zoom(Math.max(1.6, Math.min(wide / (right - left + 60), high / (bottom - top + 60))), [(left + right) / 2, (top + bottom) / 2]);
}

/** The events of a heap as a list in the panel. */
function tell({ members }) {
  const nodes = [...new Set(members.map(({ node }) => node))].sort((a, b) => (a.start ?? '') < (b.start ?? '') ? -1 : 1);
  put([
    make('h2', {}, `${nodes.length} events`), make('p', { class: 'sentence' }, name(members[0].place ?? 'place without a name')),
    make('ul', { class: 'relations' }, ...nodes.map((node) => make('li', {}, linkButton(node.name, () => select(node.id)), make('small', {}, ` ${model.interval(node)}`)))),
  ]);
}

/** Events that are too many to be distinguished: those of one place open and are listed, others are looked at closer. */
function pickHeap(heap, isLarge) {
  const isOnePlace = heap.members.every((one) => plan.placeKey(one) === plan.placeKey(heap));
  if (!isLarge) {
    tabs.choose('map');
    return;
  }
  if (isOnePlace || seen.scale >= CLOSEST) {
    if (heap.members.length <= MOST_OPEN) for (const one of heap.members) opened.add(plan.placeKey(one));
    tell(heap);
    showLarge(shownSpots());
  } else zoomTo(heap.members);
}

function heapElement(heap, size, index) {
  const { members, x, y } = heap;
  const isLarge = size === LARGE.mark;
  const text = `${members.length} events around ${members[0].place ?? 'here'}: open`;
  const chosen = members.some(({ node }) => node.id === filters.state.selected);
  return draw('g', {
    class: `mark heap${chosen ? ' chosen' : ''}`, role: 'button', tabindex: index ? -1 : 0, 'aria-label': text, 'data-key': `heap|${members[0].node.id}`, 'data-x': x, 'data-y': y,
    click: () => pickHeap(heap, isLarge),
  }, draw('title', {}, text), draw('circle', { cx: x, cy: y, r: (isLarge ? 11 : 6) + Math.log2(members.length), class: 'touch disc' }),
  isLarge ? draw('text', { x, y: y + 4 }, String(members.length)) : null);
}

/** The places that have shown events, the most first, with the names that they go by; one that stands for several says so. */
function places(spots) {
  const found = new Map();
  for (const spot of spots) {
    const counts = new Map();
    const named = (spot.members ?? [spot]).filter(({ place }) => place).map(({ place, disputed }) => (disputed ? `${place} (disputed)` : place));
    for (const one of named) counts.set(one, (counts.get(one) ?? 0) + 1);
    const [chief, ...others] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (!chief) continue;
    const text = others.length ? `${chief[0]} and ${others.length} more` : chief[0];
    const had = found.get(text) ?? { x: spot.x, y: spot.y, text, count: 0, kind: 'place' };
    found.set(text, { ...had, count: had.count + chief[1] });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

/** Where a country's name may stand: points within its largest outline, the nearest to the middle of what is seen first; or null. */
function landName({ name: country, rings }, { x, y, width, height }) {
  const text = { text: country, kind: 'country' };
  const wide = sizeOf(text).width;
  const largest = rings.reduce((a, b) => (a.length >= b.length ? a : b));
  const seenPart = largest.map(([lon, lat]) => [Math.max(0, Math.min(width, x(lon))), Math.max(0, Math.min(height, y(lat)))]);
  const [left, right] = [Math.min(...seenPart.map(([px]) => px)), Math.max(...seenPart.map(([px]) => px))];
  const [top, bottom] = [Math.min(...seenPart.map(([, py]) => py)), Math.max(...seenPart.map(([, py]) => py))];
  if (right - left < 1.1 * wide || bottom - top < 22) return null;
  const outline = largest.map(([lon, lat]) => ({ x: x(lon), y: y(lat) }));
  const away = (point) => Math.abs(point.x - (left + right) / 2) + Math.abs(point.y - (top + bottom) / 2);
  const grid = SHARES.flatMap((down) => SHARES.map((along) => ({ x: left + along * (right - left), y: top + down * (bottom - top) })));
  const points = grid.filter((point) => [-wide / 2, wide / 2].every((dx) => plan.isInside({ x: point.x + dx, y: point.y }, outline)));
  return { ...text, points: points.sort((a, b) => away(a) - away(b)) };
}

/** Names of places next to their marks, then of countries where there is room that is not `covered`. */
function names(spots, projected, size, covered) {
  const marks = spots.map(({ x, y }) => ({ left: x - 9 * size, right: x + 9 * size, top: y - 9 * size, bottom: y + 9 * size }));
  const cut = (text) => shorten(text, Math.min(LONGEST, projected.width / 2), (part) => sizeOf({ text: part, kind: 'place' }).width);
  const wanted = places(spots).slice(0, MOST_NAMES).map((place) => ({ ...place, text: cut(place.text), gap: 9 * size + 4 }));
  const lands = countries().map((country) => landName(country, projected)).filter(Boolean);
  return plan.texts([...wanted, ...counted.names(projected, size, cut), ...lands], [...marks, ...covered], projected, sizeOf).map(({ text, box, baseline, kind }) =>
    draw('text', { x: box.left, y: baseline, class: kind }, text));
}

/** The drawing of the given size, and what gives it its names, where nothing in `covered` lies over them. */
function picture(spots, size, { pitch, mark, most, square, stack = Infinity }, view) {
  const projected = plan.projection(plan.frame(everywhere), size.width, size.height, view);
  const { x, y, width, height } = projected;
  const placed = spots.map((spot) => ({ ...spot, px: x(spot.lon), py: y(spot.lat) }));
  const inside = placed.filter(({ px, py }) => px >= -5 && px <= width + 5 && py >= -5 && py <= height + 5);
  const apart = plan.spread(plan.heaped(plan.stacked(inside, stack, (key) => opened.has(key)), most, square), pitch);
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height.toFixed(1)}`, width, height, role: 'group', 'aria-label': 'Map of events' },
    draw('rect', { x: 0, y: 0, width, height, class: 'sea' }), ...land(projected), ...grid(projected),
    ...precisions(inside, projected), ...counted.circles(projected, mark, apart.length > 0),
    ...apart.map((spot, index) => (spot.members ? heapElement : markElements)(spot, mark, index)));
  return { svg, write: (covered) => svg.append(...names(apart, projected, mark, covered)) };
}

function showSmall(spots) {
  byId('map-box').hidden = !everywhere.length;
  if (!everywhere.length) return;
  const { south, north, west, east } = plan.frame(everywhere);
  const height = Math.min(300, (SMALL.width * (north - south)) / (east - west) / Math.cos((((south + north) / 2) * Math.PI) / 180));
  const { svg, write } = picture(spots, { width: SMALL.width, height }, SMALL, home());
  write([]);
  refill(byId('map'), svg);
}

/** Enlarge the large map by a factor around a point of it, or its middle. */
export function zoom(factor, at = null) {
  const box = byId('wide-map');
  const [px, py] = at ?? [box.clientWidth / 2, box.clientHeight / 2];
  const scale = Math.max(1, Math.min(CLOSEST, seen.scale * factor));
  const by = scale / seen.scale;
  const [dx, dy] = [px - box.clientWidth / 2, py - box.clientHeight / 2];
  seen = scale === 1 ? home() : { scale, x: dx - (dx - seen.x) * by, y: dy - (dy - seen.y) * by };
  showLarge(shownSpots());
}

const button = (key, text, label, action) => make('button', { type: 'button', 'data-key': key, 'aria-label': label, click: action }, text);

function whole() {
  opened.clear();
  zoom(0);
}

const controls = () => make('div', { class: 'zoom' },
  button('in', '+', 'Zoom in', () => zoom(1.6)), button('out', '−', 'Zoom out', () => zoom(1 / 1.6)),
  button('home', '⌂', 'Show the whole map', whole));

/** What the map leaves out, and where its outlines are from. */
function note(spots) {
  const events = [...filters.view.nodes].map((id) => model.nodes.get(id)).filter((node) => node.side === 'event');
  const placed = new Set(spots.map(({ node }) => node.id));
  const without = events.filter((node) => !placed.has(node.id)).length;
  return make('p', { class: 'note' }, without ? `${without} of ${events.length} shown events have no place. ` : '',
    spots.some(({ disputed }) => disputed) ? 'Dashed ring: disputed place. ' : '', spots.some(({ node }) => number(node.precision)) ? 'Wide circle: somewhere within it. ' : '', counted.note(), 'Outlines: Natural Earth; boundaries as controlled, not as claimed.');
}

function showLarge(spots) {
  const box = byId('wide-map');
  if (!tabs.isOn('map')) return;
  if (!everywhere.length) {
    refill(box, make('p', { class: 'empty' }, 'No shown event has a place.'));
    return;
  }
  const size = { width: Math.max(240, box.clientWidth), height: Math.max(180, box.clientHeight) };
  const { svg, write } = picture(spots, size, LARGE, seen);
  const over = [controls(), note(spots), months.bar()].filter(Boolean);
  refill(box, svg, ...over);
  write(over.map(({ offsetLeft: left, offsetTop: top, offsetWidth, offsetHeight }) => ({ left, top, right: left + offsetWidth, bottom: top + offsetHeight })));
}

/** Draw what is shown. */
export function show() {
  const spots = shownSpots();
  showSmall(spots);
  showLarge(spots);
}

/** Bring the counted events of a place that is called so into the middle of the large map; whether there are any. */
export function seek(text) {
  const spot = counted.called(text);
  if (!spot) return false;
  seen = home();
  tabs.choose('map');
  const box = byId('wide-map');
  const { x, y } = plan.projection(plan.frame(everywhere), Math.max(240, box.clientWidth), Math.max(180, box.clientHeight), seen);
  zoom(4, [x(spot.lon), y(spot.lat)]);
  counted.tell(spot);
  return true;
}

/** Let the pointer move the large map. */
function wireDrag(box) {
  let held = null;
  box.addEventListener('pointerdown', (event) => {
    if (!event.target.closest('button, .mark')) held = { x: event.clientX - seen.x, y: event.clientY - seen.y };
  });
  window.addEventListener('pointerup', () => {
    held = null;
  });
  box.addEventListener('pointermove', (event) => {
    if (!held) return;
    seen = { ...seen, x: event.clientX - held.x, y: event.clientY - held.y };
    showLarge(shownSpots());
  });
  box.addEventListener('wheel', (event) => {
    event.preventDefault();
    const { left, top } = box.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, [event.clientX - left, event.clientY - top]);
  }, { passive: false });
}

for (const id of ['map', 'wide-map']) rove.wire(byId(id));
wireDrag(byId('wide-map'));
tabs.onChoose(show);
window.addEventListener('resize', show);
