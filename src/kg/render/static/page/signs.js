/** The signs of nodes and lines, as small pictures. */
import { draw } from './dom.js';

const OUTLINES = {
  square: '3,3 15,3 15,15 3,15',
  diamond: '9,1 17,9 9,17 1,9',
  triangle: '9,2 17,16 1,16',
  triangleDown: '1,2 17,2 9,16',
  hexagon: '5,2 13,2 17,9 13,16 5,16 1,9',
  star: '9,1 11,7 17,7 12,11 14,17 9,13 4,17 6,11 1,7 7,7',
};

/** A node's shape in a square of 18 by 18, filled with its colour or, for null, with the page's. */
export function shape(kind, colour, attributes) {
  const paint = { fill: colour ?? 'var(--page)', ...attributes };
  if (OUTLINES[kind]) return draw('polygon', { points: OUTLINES[kind], ...paint });
  return draw('circle', { cx: 9, cy: 9, r: 7, ...paint });
}

/** The small picture of a node's shape and colour. */
export const glyph = (kind, colour) =>
  draw('svg', { viewBox: '0 0 18 18', width: 16, height: 16, 'aria-hidden': 'true' }, shape(kind, colour, { class: 'outline' }));

/** The end of a line that says whether an edge helps, harms, or neither. */
const ENDS = {
  arrow: () => draw('polygon', { points: '36,5 28,1 28,9', class: 'solid' }),
  bar: () => draw('line', { x1: 34, x2: 34, y1: 0, y2: 10, class: 'stroke' }),
  circle: () => draw('circle', { cx: 32, cy: 5, r: 3.5, class: 'solid' }),
};

/** The small picture of a line. */
export function line({ colour = null, dashes = null, end = null }) {
  const stroke = draw('line', {
    x1: 0, x2: end ? 30 : 38, y1: 5, y2: 5, class: 'stroke', stroke: colour, 'stroke-dasharray': dashes,
  });
  return draw('svg', { viewBox: '0 0 38 10', width: 38, height: 10, 'aria-hidden': 'true' }, stroke, end && ENDS[end]());
}
