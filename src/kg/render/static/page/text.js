/** Sizes of texts in drawings, in the fonts that the reader's system has for them, and texts cut to the room there is. */
import { draw } from './dom.js';

const looks = new Map();
let pen = null;

/** The font and the space between letters, in pixels, of a class of texts in the drawings of a container. */
function lookOf(container, kind) {
  const key = `${container.id} ${kind}`;
  if (!looks.has(key)) {
    const text = draw('text', { class: kind });
    const probe = draw('svg', {}, text);
    container.append(probe);
    const { fontWeight, fontSize, fontFamily, letterSpacing } = getComputedStyle(text);
    looks.set(key, { font: `${fontWeight} ${fontSize} ${fontFamily}`, spacing: parseFloat(letterSpacing) || 0 });
    probe.remove();
  }
  return looks.get(key);
}

/** How wide a text of a class is in the drawings of a container, and how far it reaches above and below its baseline. */
export function measure(container, kind, text) {
  const { font, spacing } = lookOf(container, kind);
  pen ??= document.createElement('canvas').getContext('2d');
  pen.font = font;
  const { width, fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = pen.measureText(text);
  return { width: width + spacing * text.length, above, below };
}

/** A text, or as much of its beginning with an ellipsis as is no wider than `room`. */
export function shorten(text, room, widthOf) {
  const letters = [...text];
  const cut = (count) => (count < letters.length ? `${letters.slice(0, count).join('').trimEnd()}…` : text);
  let count = letters.length;
  while (count > 1 && widthOf(cut(count)) > room) count -= 1;
  return cut(count);
}
