/** Selecting several: a line drawn around them with the pointer while Shift is held, or Shift and a click on one more. */
import { isInside } from '../map/plan.js';
import { filters, model } from '../model/index.js';
import { draw } from '../page/dom.js';
import { pickSeveral } from './actions.js';

const LEAST = 6;

/** The nodes that are selected, one or several. */
const chosen = () => new Set(filters.state.picked.size ? filters.state.picked : [filters.state.selected].filter((id) => model.nodes.has(id)));

/** Let a view have the lasso: one with a `container`, `nodes()`, `pick(point)` and `pointOf(id)`. */
export function wire(view) {
  let line = null;
  const path = draw('path', { class: 'lasso' });
  const glass = draw('svg', { class: 'glass', 'aria-hidden': 'true' }, path);
  const point = ({ clientX, clientY }) => {
    const { left, top } = view.container.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  function add(id) {
    const ids = chosen();
    if (!model.nodes.has(id)) return;
    if (!ids.delete(id)) ids.add(id);
    pickSeveral(ids);
  }

  function finish() {
    const [first] = line;
    const isClick = line.every(({ x, y }) => Math.hypot(x - first.x, y - first.y) < LEAST);
    const within = isClick ? [] : [...view.nodes()].filter((id) => isInside(view.pointOf(id), line));
    line = null;
    glass.remove();
    if (isClick) add(view.pick(first));
    else pickSeveral(within);
  }

  // The drawing below would move the picture: while Shift is held it is told of nothing.
  const take = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  view.container.addEventListener('pointerdown', (event) => {
    if (!event.shiftKey || event.button !== 0) return;
    take(event);
    line = [point(event)];
    path.setAttribute('d', '');
    view.container.append(glass);
  }, true);
  for (const kind of ['mousedown', 'click']) view.container.addEventListener(kind, (event) => event.shiftKey && take(event), true);
  window.addEventListener('pointermove', (event) => {
    if (!line) return;
    take(event);
    line.push(point(event));
    path.setAttribute('d', `M${line.map(({ x, y }) => `${x} ${y}`).join('L')}Z`);
  }, true);
  window.addEventListener('pointerup', (event) => {
    if (!line) return;
    take(event);
    finish();
  }, true);
}
