/** Dragging of nodes in the picture by sigma, whose own drag moves the picture. */

/**
 * Let the reader drag what `take` gives for the place where a button is pressed, unless Shift is held: `move` is called
 * for each place on the way, and `drop` at the end.
 */
export function wireDrag(captor, { take, move, drop }) {
  let held = null;
  captor?.on('mousedown', (event) => {
    const id = event.original.shiftKey ? null : take(event);
    held = id === null ? null : { id, isMoved: false };
  });
  captor?.on('mousemovebody', (event) => {
    if (!held) return;
    held.isMoved = true;
    move(held.id, event);
    event.preventSigmaDefault();
  });
  captor?.on('mouseup', () => {
    if (held?.isMoved) drop(held.id);
    held = null;
  });
}
