/** Colours for a light and a dark page, and the look of nodes and lines in them, also where policies are compared. */
import { filters, model } from '../model/index.js';

const query = window.matchMedia('(prefers-color-scheme: dark)');
const families = new Map(model.families.map((family) => [family.family, family]));
const LIGHT = { text: '#1b1f24', halo: '#ffffff', outline: '#24292f', band: '#f3f5f8', caption: '#667080' };
const DARK = { text: '#e8ebf0', halo: '#12151a', outline: '#0b0d10', band: '#191d24', caption: '#8d97a6' };

/** How a comparison marks what only the chosen policy has, what only the other has, and what they have otherwise. */
export const changes = {
  gained: { sign: '+', colour: '#009E73', dashes: [] },
  lost: { sign: '−', colour: '#D55E00', dashes: [7, 6] },
  altered: { sign: '≠', colour: '#CC79A7', dashes: [2, 4] },
};

const isDark = () => query.matches;
export const colours = () => (isDark() ? DARK : LIGHT);
export const familyColour = (name) => families.get(name)[isDark() ? 'dark' : 'light'];
export const lineColour = (line) => familyColour(line.family);

/** The sign of a thing that the policies compared do not share, to stand before its name or on its line. */
export const sign = (thing) => (thing.change ? changes[thing.change].sign + ' ' : '');

/** The sign of what the reader has a note on, to stand after its name or on its line. */
export const noteSign = (id) => (filters.state.notes.has(id) ? ' ✎' : '');

/** Whether a thing steps back: it is out of focus, or a comparison is on and it is the same under both policies. */
function isFaded(thing, focus) {
  if (focus) return !focus.has(thing.id);
  return model.chosen.compared !== null && !thing.change;
}

/** vis-network's update for a node; `focus` is the set of ids to stress, or null. */
export function node(item, focus) {
  const { text, outline } = colours();
  return {
    id: item.id,
    opacity: isFaded(item, focus) || filters.view.shades.has(item.id) ? 0.3 : 1,
    color: {
      background: item.color,
      border: outline,
      highlight: { background: item.color, border: text },
      hover: { background: item.color, border: text },
    },
    shapeProperties: { borderDashes: item.kind === 'UnidentifiedGroup' ? [3, 3] : false },
  };
}

/** vis-network's update for an edge or a line of several. */
export function edge(item, focus) {
  const colour = lineColour(item);
  const resting = item.inferred ? 0.6 : 0.72;
  const opacity = isFaded(item, focus) ? 0.13 : item.ghost ? 0.45 : focus ? 1 : resting;
  return { id: item.id, color: { color: colour, highlight: colour, hover: colour, opacity } };
}

/** Call `action` when the reader's colour scheme changes. */
export const onChange = (action) => query.addEventListener('change', action);
