/**
 * What can be selected beside a node, an edge or a group of edges: a line of the opening view, or what a figure of the
 * story counts. Each is a collection `{ id, title, nodes, edges, accounts }` of ids.
 */

/** The collections of a model and its sides. */
export function makeCollections(model, sides) {
  const DOOR = 'story:';

  /** What other parts can select: what finds a collection by its id, by what the id begins with. */
  const others = new Map();

  /** The figures of the chosen policy's story, and of the verdicts, each with what it counts. */
  const doors = () => [...model.story, ...(model.verdicts ? [model.verdicts.sentence] : [])].flat().filter((part) => typeof part !== 'string');

  function ofDoor(name) {
    const door = doors().find((one) => one.name === name);
    if (!door) return null;
    const { nodes = [], edges = [], accounts = [] } = door;
    return {
      id: DOOR + name, title: door.title, door: name,
      nodes: nodes.map(model.at.node), edges: edges.map(model.at.edge), accounts: accounts.map(model.at.account),
    };
  }

  /** The collection with an id, or null. */
  function get(id) {
    if (typeof id !== 'string') return null;
    if (id.startsWith(DOOR)) return ofDoor(id.slice(DOOR.length));
    for (const [prefix, find] of others) if (id.startsWith(prefix)) return find(id);
    const line = sides.lines.get(id);
    if (!line) return null;
    const { members } = sides.look(line);
    return { id, title: '', nodes: [line.from, line.to], edges: members.map((edge) => edge.id), accounts: [] };
  }

  /** Let `find` give the collections whose ids begin with `prefix`. */
  const add = (prefix, find) => others.set(prefix, find);

  return { get, add, idOf: (door) => DOOR + door.name };
}
