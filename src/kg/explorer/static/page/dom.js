/** Small helpers to build the page's elements; text only ever enters as text. */
const SVG = 'http://www.w3.org/2000/svg';

/** The element with the given id. */
export const byId = (id) => document.getElementById(id);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An HTML element; function-valued attributes become event listeners, strings among the children text. */
export const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** An SVG element, likewise. */
export const draw = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/** A name from the data, isolated from the direction of the text around it. */
export const name = (text) => make('bdi', {}, text);

/** A button that looks like a link. */
export const linkButton = (text, action) => make('button', { type: 'button', class: 'link', click: action }, name(text));

/** A label with a check box in it. */
export function checkRow(checked, onChange, ...content) {
  const box = make('input', { type: 'checkbox', change: () => onChange(box.checked) });
  box.checked = checked;
  return make('label', { class: 'row' }, box, ...content);
}

/** Fill a definition list from [term, description] pairs, leaving out those without a description. */
export function definitions(pairs) {
  const list = make('dl');
  for (const [term, description] of pairs) {
    if (description === null || description === undefined || description === '') continue;
    list.append(make('dt', {}, term), make('dd', {}, description));
  }
  return list;
}

/** What a control is known by: its data-key, or else what it says. */
const identity = (control) => control.dataset.key ?? `${control.tagName} ${control.textContent}`;

/** Put new children into an element; the control that had the keyboard's focus has it again, or else the element. */
export function refill(element, ...children) {
  const focused = document.activeElement;
  const had = focused !== element && element.contains(focused) ? identity(focused) : null;
  element.replaceChildren(...children.filter(Boolean));
  if (had === null) return;
  const controls = [...element.querySelectorAll('button, a, summary, input, [data-key]')];
  (controls.find((one) => identity(one) === had) ?? element).focus({ preventScroll: true });
}

/** Say something to the reader, also to one who listens. */
export const say = (text) => {
  if (byId('message').textContent !== text) byId('message').textContent = text;
};
