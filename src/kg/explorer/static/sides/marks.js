/** The shapes of names: a state, its force, its organ, an armed group, a shared name, a façade, an unnamed group. */
import { draw } from '../page/dom.js';

const polygon = (points) => (r, attributes) => draw('polygon', { points: points.map(([x, y]) => `${(x * r).toFixed(1)},${(y * r).toFixed(1)}`).join(' '), ...attributes });
const circle = (r, attributes) => draw('circle', { r: r * 0.92, ...attributes });

const SHAPES = {
  state: polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]),
  force: polygon([[-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95], [-1.1, 0]]),
  organ: polygon([[0, -1], [1, -0.2], [1, 0.85], [-1, 0.85], [-1, -0.2]]),
  group: circle,
  name: polygon([[-1, -0.85], [1, -0.85], [0.45, 0], [1, 0.85], [-1, 0.85]]),
  facade: (r, attributes) => draw('g', {}, circle(r, { ...attributes, class: 'hollow-mark' }), draw('path', { d: `M0 ${-r * 0.92}A${r * 0.92} ${r * 0.92} 0 0 0 0 ${r * 0.92}Z`, ...attributes })),
  unnamed: (r, attributes) => circle(r, { ...attributes, class: 'hollow-mark dashed-mark' }),
  other: polygon([[0, -1], [1.05, 0.8], [-1.05, 0.8]]),
};

const KINDS = { State: 'state', ArmedForce: 'force', StateOrgan: 'organ', Brand: 'name', UnidentifiedGroup: 'unnamed', Facade: 'facade', Militia: 'group', ArmedGroup: 'group' };
const WORDS = {
  state: 'state', force: 'state force', organ: 'state organ', group: 'armed group', name: 'shared name', facade: 'façade', unnamed: 'unnamed', other: 'other',
};

/** The name of the shape of an actor of a kind in a band. */
export const shapeOf = (kind, band) => (band === 'Said to be façades' ? 'facade' : KINDS[kind] ?? 'other');

/** What a shape stands for. */
export const wordsOf = (shape) => WORDS[shape];

/** A shape of a size around the origin. */
export const mark = (shape, r, attributes = {}) => SHAPES[shape](r, { class: 'solid-mark', ...attributes });

/** The sign at the end of a line, at the origin and pointing right: an arrow helps, a bar harms, a ring does neither. */
export const END = {
  helps: () => draw('path', { d: 'M1 0L-8 -4.2L-8 4.2Z', class: 'head' }),
  harms: () => draw('path', { d: 'M0 -5.5L0 5.5', class: 'bar' }),
  member: () => draw('circle', { r: 2.6, class: 'head' }),
  other: () => draw('circle', { cx: -3, r: 3, class: 'ring' }),
};
