/** On a small screen the panels are sheets: one at a time lies over the picture, opened from a bar at the bottom. */
import { byId } from './dom.js';

const NAMES = ['viewbar', 'legend', 'side', 'belief', 'time'];
const FILTERS = ['legend', 'time'];
const small = window.matchMedia('(max-width: 699px), (max-height: 559px)');
const tab = (name) => byId(`sheet-${name}`);
let opened = null;

function show() {
  for (const name of NAMES) {
    tab(name).setAttribute('aria-expanded', String(name === opened));
    byId(name).classList.toggle('open', name === opened);
  }
}

/** In the opening view of a large screen, the filters and the time are seen when they are asked for. */
function showFilters(isOn) {
  document.body.classList.toggle('filtering', isOn);
  byId('filters-open').setAttribute('aria-expanded', String(isOn));
  window.dispatchEvent(new Event('resize'));
}

const areShown = () => document.body.classList.contains('filtering');

/** Open a sheet; on a large screen, where panels are in sight, only those that are not. */
export function open(name) {
  if (!small.matches) {
    if (FILTERS.includes(name) && !areShown()) showFilters(true);
    return;
  }
  opened = name;
  show();
}

/** Close the open sheet; whether there was one. */
export function close() {
  if (!small.matches || opened === null) return false;
  const was = opened;
  opened = null;
  show();
  tab(was).focus();
  return true;
}

for (const name of NAMES) {
  tab(name).addEventListener('click', () => (opened === name ? close() : open(name)));
}
byId('filters-open').addEventListener('click', () => showFilters(!areShown()));
small.addEventListener('change', () => {
  opened = null;
  show();
});
show();
