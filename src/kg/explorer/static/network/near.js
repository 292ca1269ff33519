/** What lies near a point of the screen. */

/** How far a point is from the straight line between two others. */
export function toSegment(point, one, other) {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const share = Math.max(0, Math.min(1, ((point.x - one.x) * dx + (point.y - one.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(point.x - one.x - share * dx, point.y - one.y - share * dy);
}

/** The things that a function puts less than `most` away, the nearest one; or null. */
export function nearest(things, away, most) {
  let [found, least] = [null, most];
  for (const thing of things) {
    const far = away(thing);
    if (far < least) [found, least] = [thing, far];
  }
  return found;
}
