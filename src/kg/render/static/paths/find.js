/**
 * How one node reaches another: the k shortest paths, as `kg path` finds them (kg/analyse/paths.py).
 *
 * A path is a sequence of nodes, none twice; a step leads from a node to the next by all the admitted relations between
 * them, and is hostile where every one of these is. Paths are ordered by their number of steps, then of hostile steps,
 * then by the nodes' IRIs. The search is Yen's over breadth-first searches.
 */
/** By node, each neighbour with the relations that lead to it. */
function between(edges, directed) {
  const found = new Map();
  const add = (from, to, edge) => {
    if (!found.has(from)) found.set(from, new Map());
    const others = found.get(from);
    others.set(to, [...(others.get(to) ?? []), edge]);
  };
  for (const edge of edges) {
    add(edge.from, edge.to, edge);
    if (!directed && edge.from !== edge.to) add(edge.to, edge.from, edge);
  }
  return found;
}

const isHostile = (relations) => relations.every((edge) => edge.sign < 0);

/** Which of two keys is less: fewer steps, fewer hostile ones, the nodes earlier in the order of `rank`. */
function less(one, other, rank) {
  if (one.nodes.length !== other.nodes.length) return one.nodes.length < other.nodes.length;
  if (one.hostile !== other.hostile) return one.hostile < other.hostile;
  const at = one.nodes.findIndex((id, index) => id !== other.nodes[index]);
  return at !== -1 && rank(one.nodes[at]) < rank(other.nodes[at]);
}

/** The least path that avoids the nodes in `closed` and does not begin with a step to one in `taken`, or null. */
function least(steps, start, end, closed, taken, rank) {
  let level = new Map([[start, { nodes: [start], hostile: 0 }]]);
  const reached = new Set([start, ...closed]);
  while (level.size && !level.has(end)) {
    const following = new Map();
    for (const [id, key] of level) {
      for (const [other, relations] of steps.get(id) ?? []) {
        if (reached.has(other) || (id === start && taken.has(other))) continue;
        const next = { nodes: [...key.nodes, other], hostile: key.hostile + Number(isHostile(relations)) };
        if (!following.has(other) || less(next, following.get(other), rank)) following.set(other, next);
      }
    }
    for (const id of following.keys()) reached.add(id);
    level = following;
  }
  return level.get(end) ?? null;
}

/** For each node of the path found last, the least path that leaves all found paths there. */
function deviations(steps, found, end, rank) {
  const last = found.at(-1).nodes;
  const ways = [];
  for (let at = 0; at < last.length - 1; at += 1) {
    const root = last.slice(0, at + 1);
    const same = found.filter(({ nodes }) => root.every((id, index) => id === nodes[index]));
    const spur = least(steps, last[at], end, root.slice(0, -1), new Set(same.map(({ nodes }) => nodes[at + 1])), rank);
    if (!spur) continue;
    const before = root.slice(1).filter((id, index) => isHostile(steps.get(root[index]).get(id))).length;
    ways.push({ nodes: [...root.slice(0, -1), ...spur.nodes], hostile: before + spur.hostile });
  }
  return ways;
}

/**
 * The `limit` shortest paths over the given edges, each with its `nodes`, its number of `hostile` steps, and its
 * `steps`: the relations of each, and whether it is hostile. `rank` gives what nodes are ordered by.
 */
export function find(edges, start, end, { directed = false, limit = 3, rank = (id) => id } = {}) {
  const steps = between(edges, directed);
  const first = start === end ? null : least(steps, start, end, [], new Set(), rank);
  const found = first ? [first] : [];
  const candidates = new Map();
  while (found.length && found.length < limit) {
    for (const way of deviations(steps, found, end, rank)) candidates.set(JSON.stringify(way.nodes), way);
    const best = [...candidates.values()].reduce((a, b) => (a && less(a, b, rank) ? a : b), null);
    if (!best) break;
    candidates.delete(JSON.stringify(best.nodes));
    found.push(best);
  }
  return found.map(({ nodes, hostile }) => ({ nodes, hostile, steps: nodes.slice(1).map((id, at) => step(steps.get(nodes[at]).get(id))) }));
}

const step = (relations) => ({ relations, hostile: isHostile(relations) });
