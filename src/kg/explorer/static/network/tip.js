/** A short description next to the pointer while it rests; it goes with whatever the reader does next. */
import { make } from '../page/dom.js';

const REST_MS = 150;
const WIDEST = 330;

/** Show what `wordsAt` says of the point of a container where the pointer rests; returns what hides it. */
export function wireTip(container, wordsAt) {
  const tip = make('div', { class: 'vis-tooltip' });
  let resting = null;

  function hide() {
    clearTimeout(resting);
    tip.style.visibility = 'hidden';
  }

  function show(point) {
    tip.textContent = wordsAt(point);
    const left = Math.max(0, Math.min(point.x + 12, container.clientWidth - WIDEST));
    Object.assign(tip.style, { left: `${left}px`, top: `${point.y + 14}px`, visibility: tip.textContent ? 'visible' : 'hidden' });
  }

  container.append(tip);
  container.addEventListener('pointermove', (event) => {
    hide();
    const { left, top } = container.getBoundingClientRect();
    if (!event.buttons) resting = setTimeout(() => show({ x: event.clientX - left, y: event.clientY - top }), REST_MS);
  });
  for (const kind of ['pointerleave', 'pointerdown', 'wheel']) container.addEventListener(kind, hide, { passive: true });
  for (const kind of ['blur', 'hashchange', 'resize']) window.addEventListener(kind, hide);
  window.addEventListener('keydown', hide, true);
  return hide;
}
