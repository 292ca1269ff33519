/** Colours for a light and a dark page, and the look of nodes and edges in them. */
'use strict';

KG.theme = (() => {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const families = new Map(KG.model.families.map((family) => [family.family, family]));
  const LIGHT = { text: '#1b1f24', halo: '#ffffff', outline: '#24292f', band: '#f3f5f8', caption: '#667080' };
  const DARK = { text: '#e8ebf0', halo: '#12151a', outline: '#0b0d10', band: '#191d24', caption: '#8d97a6' };

  const isDark = () => query.matches;
  const colours = () => (isDark() ? DARK : LIGHT);
  const familyColour = (name) => families.get(name)[isDark() ? 'dark' : 'light'];

  /** The opacity of something that is in focus, out of focus, or shown with nothing in focus. */
  function opacity(focus, id, resting) {
    if (!focus) return resting;
    return focus.has(id) ? 1 : 0.13;
  }

  /** vis-network's update for a node; `focus` is the set of ids to stress, or null. */
  function node(item, focus) {
    const { text, halo, outline } = colours();
    const shown = opacity(focus, item.id, 1);
    const faded = shown < 1;
    return {
      id: item.id,
      opacity: faded ? 0.25 : 1,
      font: { color: faded ? KG.theme.colours().caption : text, strokeColor: halo },
      color: {
        background: item.color,
        border: outline,
        highlight: { background: item.color, border: text },
        hover: { background: item.color, border: text },
      },
      shapeProperties: { borderDashes: item.kind === 'UnidentifiedGroup' ? [3, 3] : false },
    };
  }

  /** vis-network's update for an edge. */
  function edge(item, focus) {
    const colour = familyColour(item.family);
    const resting = item.inferred ? 0.6 : 0.72;
    return {
      id: item.id,
      color: { color: colour, highlight: colour, hover: colour, opacity: opacity(focus, item.id, resting) },
    };
  }

  /** Call `action` when the reader's colour scheme changes. */
  const onChange = (action) => query.addEventListener('change', action);

  return { colours, familyColour, node, edge, onChange };
})();
