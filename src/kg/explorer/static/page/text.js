/** Sizes of texts in drawings, in the fonts that the reader's system has for them, and texts cut or wrapped to fit. */
import { draw } from './dom.js';

const looks = new Map();
let pen = null;

/** The size of a text in a font, as a canvas measures it. */
function measureText(font, text) {
  pen ??= document.createElement('canvas').getContext('2d');
  pen.font = font;
  return pen.measureText(text);
}

/** A function that gives the width of a text in a font such as `14px sans-serif`, in pixels. */
export const widthIn = (font) => (text) => measureText(font, text).width;

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
  const { width, fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = measureText(font, text);
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

/** A word in parts that are no wider than `room`, or of one letter; it is broken after hyphens where that will do. */
function pieces(word, room, widthOf) {
  if (widthOf(word) <= room) return [word];
  const parts = [''];
  const add = (unit) => {
    if (parts.at(-1) && widthOf(parts.at(-1) + unit) > room) parts.push('');
    parts[parts.length - 1] += unit;
  };
  for (const unit of word.match(/[^-]*-|[^-]+/g)) {
    if (widthOf(unit) <= room) add(unit);
    else [...unit].forEach(add);
  }
  return parts;
}

/** A text in at most so many lines that are no wider than `room`; the last ends in an ellipsis where text is left out. */
export function wrap(text, room, most, widthOf) {
  const lines = [];
  let rest = text.split(' ').flatMap((word) => pieces(word, room, widthOf));
  while (rest.length && lines.length < most) {
    let take = 1;
    while (take < rest.length && widthOf(rest.slice(0, take + 1).join(' ')) <= room) take += 1;
    lines.push(rest.slice(0, take).join(' '));
    rest = rest.slice(take);
  }
  if (rest.length) lines[most - 1] = shorten(`${lines[most - 1]} ${rest[0]}`, room, widthOf);
  return lines;
}
