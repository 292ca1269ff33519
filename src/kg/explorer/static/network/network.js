/**
 * The page's drawing of the network: vis.js is it for most graphs, sigma.js for large ones. Either has this interface:
 * { picture, canvas, container, place, setFocus, flush, fit, labelBoxes, nameBoxes, positions, reveal, redraw, mark,
 * onPick, onExpand, onMove, describe, pick, pointOf, places, seen, look }; onExpand calls with the node that is to be
 * expanded or collapsed, onMove with the places of nodes that were dragged. What is picked may be a group's id
 * (model/scene.js).
 */
export const network = {};

/** Let a drawing be the page's. */
export function use(drawing) {
  Object.assign(network, drawing);
}
