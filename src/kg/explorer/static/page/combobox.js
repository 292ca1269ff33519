/** A field with a list of candidates below it, as the ARIA practices for comboboxes have it. */
import { make, name } from './dom.js';

const MOST = 12;
const GAP = 3;

/**
 * Offer candidates in a field. `candidates(text)` gives them, the best first, each as { key, label, note }; `choose` is
 * called with the one that the reader takes. Enter with none marked submits the field's form.
 */
export function combobox(field, { candidates, choose }) {
  const list = make('ul', { id: `${field.id}-list`, class: 'candidates', role: 'listbox', 'aria-label': 'Candidates', hidden: true });
  let offered = [];
  let marked = -1;

  const options = () => [...list.children];
  const isOpen = () => !list.hidden;

  function close() {
    list.hidden = true;
    marked = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  }

  /** Below the field, or above it where there is more room. */
  function place() {
    const { left, top, bottom, width } = field.getBoundingClientRect();
    const isBelow = innerHeight - bottom > Math.min(260, top);
    const wide = Math.min(Math.max(width, 300), innerWidth - 12);
    Object.assign(list.style, {
      left: `${Math.max(6, Math.min(left, innerWidth - wide - 6))}px`, width: `${wide}px`,
      top: isBelow ? `${bottom + GAP}px` : 'auto', bottom: isBelow ? 'auto' : `${innerHeight - top + GAP}px`,
      maxHeight: `${(isBelow ? innerHeight - bottom : top) - 2 * GAP}px`,
    });
  }

  function mark(at) {
    marked = at;
    options().forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
    if (at < 0) field.removeAttribute('aria-activedescendant');
    else {
      field.setAttribute('aria-activedescendant', options()[at].id);
      options()[at].scrollIntoView({ block: 'nearest' });
    }
  }

  function take(at) {
    const taken = offered[at];
    close();
    choose(taken);
  }

  const option = ({ label, note, glyph }, at) => make('li', {
    id: `${field.id}-option-${at}`, role: 'option', 'aria-selected': 'false',
    // The field keeps the focus, so that its list is not closed before the click.
    mousedown: (event) => event.preventDefault(), click: () => take(at),
  }, glyph, make('span', {}, name(label), note ? make('small', {}, name(note)) : null));

  /** Show the candidates for what is written; whether there are any. */
  function open() {
    offered = candidates(field.value).slice(0, MOST);
    list.replaceChildren(...offered.map(option));
    if (!offered.length) close();
    else {
      list.hidden = false;
      mark(-1);
      field.setAttribute('aria-expanded', 'true');
      place();
    }
    return offered.length > 0;
  }

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (isOpen() || open())) {
      event.preventDefault();
      mark((marked + step + offered.length + (marked < 0 && step < 0 ? 1 : 0)) % offered.length);
    } else if (event.key === 'Enter' && isOpen() && marked >= 0) {
      event.preventDefault();
      take(marked);
    } else if (event.key === 'Escape' && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  for (const [attribute, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) field.setAttribute(attribute, value);
  field.after(list);
  field.addEventListener('input', open);
  field.addEventListener('keydown', onKey);
  field.addEventListener('blur', close);
  window.addEventListener('resize', close);
  return { open, close };
}
