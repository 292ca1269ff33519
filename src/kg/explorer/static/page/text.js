/** Sizes of texts in drawings, in the fonts that the reader's system has for them, and texts cut or wrapped to fit. */
import { draw } from './dom.js';

/** Letters that are left at the end of a word that is broken, where there is room before. */
const LAST_LETTERS = 3;

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

/** A word in parts that are no wider than `room`: broken after its hyphens, and where that will not do with new ones. */
function pieces(word, room, widthOf) {
  const parts = [];
  for (const unit of word.match(/[^-]*-|[^-]+/g) ?? [word]) {
    const joined = (parts.at(-1) ?? '') + unit;
    if (parts.length && widthOf(joined) <= room) parts[parts.length - 1] = joined;
    else parts.push(...hyphenated(unit, room, widthOf));
  }
  return parts;
}

/** A word in parts of at least one letter that are no wider than `room`, each but the last with a hyphen at its end. */
function hyphenated(word, room, widthOf) {
  const letters = [...word];
  const parts = [];
  while (letters.length > 1 && widthOf(letters.join('')) > room) {
    let take = 1;
    while (take < letters.length - LAST_LETTERS && widthOf(`${letters.slice(0, take + 1).join('')}-`) <= room) take += 1;
    parts.push(`${letters.splice(0, take).join('')}-`);
  }
  return [...parts, letters.join('')];
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
