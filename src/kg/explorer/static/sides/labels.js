/** Places for labels along lines, where they cover no name and no other label. */

const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/**
 * A spot for a label of a size on a way, at one of some shares of its length: the first where it meets nothing that is
 * taken; it is taken then. Where there is none, null, or for a label that is needed the first of all.
 */
export function place(way, shares, { width, height, within }, taken, isNeeded) {
  const boxAt = (share) => {
    const { x, y } = way.at(share);
    return { x, y, left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  };
  const spots = shares.map(boxAt);
  const free = spots.find((spot) => spot.left >= 0 && spot.right <= within && !taken.some((other) => meets(spot, other))) ?? (isNeeded ? spots[0] : null);
  if (free) taken.push(free);
  return free;
}
