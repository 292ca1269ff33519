/** Walking with the arrow keys: from one place to the nearest in the direction of the key. */
const WAYS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** How far a point is in a direction, sideways counting double; null where it is more sideways than ahead. */
function reach(from, to, [dx, dy]) {
  const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
  const across = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
  return along > 0.5 && across <= along * 2.5 ? along + 2 * across : null;
}

/** Of some points, the one that an arrow key leads to from `from`, or null; of equals the first. */
export function nearest(from, points, key) {
  let best = null;
  let least = Infinity;
  for (const point of points) {
    const far = reach(from, point, WAYS[key]);
    if (far !== null && far < least) [best, least] = [point, far];
  }
  return best;
}

export const isArrow = (key) => Object.hasOwn(WAYS, key);

/**
 * Let the arrow keys move the focus among the marks of a drawing, of which one alone is in the order of tabs.
 * Marks are elements with a data-key and a place in data-x and data-y; Enter and space press them.
 */
export function wire(container) {
  const marks = () => [...container.querySelectorAll('[data-x]')];
  const placed = (element) => ({ element, x: Number(element.dataset.x), y: Number(element.dataset.y) });
  container.addEventListener('keydown', (event) => {
    const mark = event.target.closest('[data-x]');
    if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') mark.dispatchEvent(new Event('click', { bubbles: true }));
    else if (!isArrow(event.key)) return;
    event.preventDefault();
    const next = isArrow(event.key) && nearest(placed(mark), marks().map(placed), event.key);
    if (next) next.element.focus();
  });
  container.addEventListener('focusin', (event) => {
    const mark = event.target.closest('[data-x]');
    if (mark) for (const other of marks()) other.setAttribute('tabindex', other === mark ? 0 : -1);
  });
}
