/** The keyboard in the opening view: arrow keys go from name to name, `r` goes through the lines of a name. */
import { sides } from '../model/index.js';
import { isArrow } from '../page/rove.js';

const ACROSS = ['left', 'middle', 'right'];

/** The name that an arrow key leads to: up and down within a column, left and right to the nearest of the next one. */
function nextName(id, key, { columnOf, places }) {
  const own = columnOf(id);
  const at = (one) => places.get(one);
  const along = own === 'below' ? 'x' : 'y';
  const of = (column) => [...places.keys()].filter((one) => columnOf(one) === column).sort((a, b) => at(a)[column === 'below' ? 'x' : 'y'] - at(b)[column === 'below' ? 'x' : 'y']);
  const nearest = (ids, axis) => [...ids].sort((a, b) => Math.abs(at(a)[axis] - at(id)[axis]) - Math.abs(at(b)[axis] - at(id)[axis]))[0];
  const step = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  const isAlong = (along === 'x') === (key === 'ArrowLeft' || key === 'ArrowRight');
  if (isAlong) {
    const next = of(own)[of(own).indexOf(id) + step];
    return next ?? (own !== 'below' && step > 0 ? nearest(of('below'), 'x') : undefined);
  }
  if (own === 'below') return step < 0 ? of('middle').at(-1) ?? of('right').at(-1) : undefined;
  const columns = ACROSS.filter((name) => of(name).length);
  const next = columns[columns.indexOf(own) + step];
  return next && nearest(of(next), 'y');
}

/** Let the keys move the focus in a drawing, whose plan `planned` gives; Enter and space press what has it. */
export function wire(box, planned) {
  const find = (kind, key) => [...box.querySelectorAll(kind)].find((one) => one.dataset.key === key);
  /** The name whose lines are gone through. */
  let walked = null;

  /** The next line of a name after the one that has the focus. */
  function nextLine(tie, name) {
    if (name) walked = name.dataset.key;
    const ends = (one) => [sides.lines.get(one.dataset.key).from, sides.lines.get(one.dataset.key).to];
    walked = walked && (!tie || ends(tie).includes(walked)) ? walked : ends(tie)[0];
    const own = [...box.querySelectorAll('.tie')].filter((one) => ends(one).includes(walked)).sort((a, b) => (a.dataset.key < b.dataset.key ? -1 : 1));
    own[(own.indexOf(tie) + 1) % own.length]?.focus();
  }

  box.addEventListener('keydown', (event) => {
    const [tie, name] = ['.tie', '.actor'].map((kind) => event.target.closest?.(kind));
    if ((!tie && !name) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'r') nextLine(tie, name);
    else if (event.key === 'Enter' || event.key === ' ') (tie ?? name).dispatchEvent(new Event('click', { bubbles: true }));
    else if (!isArrow(event.key)) return;
    else if (name) find('.actor', nextName(name.dataset.key, event.key, planned()))?.focus();
    else {
      const { from, to } = sides.lines.get(tie.dataset.key);
      find('.actor', event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? from : to)?.focus();
    }
    event.preventDefault();
  });
  box.addEventListener('focusin', (event) => {
    const name = event.target.closest('.actor');
    if (name) for (const other of box.querySelectorAll('.actor')) other.setAttribute('tabindex', other === name ? 0 : -1);
  });
}
