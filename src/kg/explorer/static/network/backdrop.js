/** What lies behind the network: bands, rings, and the marks of what two compared policies do not share. */
import * as theme from '../page/theme.js';

const FACE = 'Helvetica Neue, Arial, Liberation Sans, sans-serif';
const STEPS = 20;

/** Captions keep a size that can be read, however far the picture is zoomed out; the size, and how wide the text is. */
function caption(context, text, x, y, align, scale) {
  const size = Math.max(12, 9.5 / scale);
  context.fillStyle = theme.colours().caption;
  context.font = `600 ${size}px ${FACE}`;
  context.textAlign = align;
  context.textBaseline = 'top';
  context.fillText(text, x, y);
  return { size, width: context.measureText(text).width };
}

/** A strip of the hierarchy with its caption; the box of the caption. */
export function band(context, { top, bottom, caption: text }, half, scale) {
  context.fillStyle = theme.colours().band;
  context.beginPath();
  context.roundRect(-half, top, 2 * half, bottom - top, 10);
  context.fill();
  const { size, width } = caption(context, text.toUpperCase(), -half + 10, top + 7, 'left', scale);
  return { left: -half + 10, top: top + 7, right: -half + 10 + width, bottom: top + 7 + size };
}

/** A ring of the ego layout; its caption says how many steps from the middle it is. */
export function ring(context, { wide, high, gap, caption: text }, scale) {
  context.strokeStyle = theme.colours().band;
  context.lineWidth = 10;
  context.beginPath();
  context.ellipse(0, 0, wide, high, 0, 0, 2 * Math.PI);
  context.stroke();
  caption(context, text, wide * Math.cos(gap), high * Math.sin(gap), 'center', scale);
}

function stroke(context, change, width, opacity) {
  const { colour, dashes } = theme.changes[change];
  context.save();
  context.strokeStyle = colour;
  context.globalAlpha = opacity;
  context.lineWidth = width;
  context.setLineDash(dashes);
  context.stroke();
  context.restore();
}

/** A wide mark under a line, whose points `at` gives by their share of its length. */
export function lineChange(context, line, at) {
  context.beginPath();
  for (let step = 0; step <= STEPS; step += 1) {
    const { x, y } = at(step / STEPS);
    context.lineTo(x, y);
  }
  stroke(context, line.change, line.width + 7, 0.45);
}

/** A ring around a node. */
export function nodeChange(context, node, { x, y }) {
  context.beginPath();
  context.arc(x, y, node.size + 7, 0, 2 * Math.PI);
  stroke(context, node.change, 4, 1);
}
