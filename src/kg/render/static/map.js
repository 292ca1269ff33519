/** A map of the shown events: dots on a grid of degrees, without any tiles from elsewhere. */
'use strict';

KG.map = (() => {
  const { draw, byId } = KG.dom;
  const { model, filters } = KG;
  const WIDTH = 300;

  const located = (node) => typeof node.lat === 'number' && typeof node.lon === 'number';
  const all = [...model.nodes.values()].filter(located);

  /** The rectangle of degrees around every located node, with a margin. */
  function frame() {
    const lats = all.map((node) => node.lat);
    const lons = all.map((node) => node.lon);
    const margin = Math.max(0.6, 0.12 * Math.max(...[lats, lons].map((v) => Math.max(...v) - Math.min(...v))));
    return {
      south: Math.min(...lats) - margin, north: Math.max(...lats) + margin,
      west: Math.min(...lons) - 1.6 * margin, east: Math.max(...lons) + 1.6 * margin,
    };
  }

  /** A plate carrée projection of the frame, true to scale at its middle latitude. */
  function projection({ south, north, west, east }) {
    const scale = WIDTH / (east - west);
    const stretch = scale / Math.cos((((south + north) / 2) * Math.PI) / 180);
    return {
      x: (lon) => (lon - west) * scale,
      y: (lat) => (north - lat) * stretch,
      height: (north - south) * stretch,
    };
  }

  /** Whole degrees between two bounds, a round step apart. */
  function degrees(low, high) {
    const step = [1, 2, 5, 10, 20, 45].find((size) => (high - low) / size <= 6) ?? 90;
    const marks = [];
    for (let mark = Math.ceil(low / step) * step; mark <= high; mark += step) marks.push(mark);
    return marks;
  }

  function grid(box, { x, y, height }) {
    const lines = [];
    for (const lon of degrees(box.west, box.east)) {
      lines.push(draw('line', { x1: x(lon), x2: x(lon), y1: 0, y2: height, class: 'degree' }),
        draw('text', { x: x(lon) + 2, y: height - 3, class: 'degree' }, `${Math.abs(lon)}°${lon < 0 ? 'W' : 'E'}`));
    }
    for (const lat of degrees(box.south, box.north)) {
      lines.push(draw('line', { x1: 0, x2: WIDTH, y1: y(lat), y2: y(lat), class: 'degree' }),
        draw('text', { x: 2, y: y(lat) - 2, class: 'degree' }, `${Math.abs(lat)}°${lat < 0 ? 'S' : 'N'}`));
    }
    return lines;
  }

  /** The shown nodes at each point of the map. */
  function places() {
    const found = new Map();
    for (const node of all.filter(({ id }) => filters.view.nodes.has(id))) {
      const key = `${node.lat.toFixed(2)},${node.lon.toFixed(2)}`;
      found.set(key, [...(found.get(key) ?? []), node]);
    }
    return [...found.values()];
  }

  /** Pick the place's node after the one selected, so that repeated clicks go through them all. */
  function pickNext(nodes) {
    const at = nodes.findIndex((node) => node.id === filters.state.selected);
    KG.select(nodes[(at + 1) % nodes.length].id);
  }

  function dot(nodes, { x, y }) {
    const [node] = nodes;
    const chosen = nodes.some(({ id }) => id === filters.state.selected);
    const title = `${node.place ?? ''}: ${nodes.map((item) => item.name).join('; ')}`;
    const pick = () => pickNext(nodes);
    const onKey = (event) => (event.key === 'Enter' || event.key === ' ') && pick();
    return draw('circle', {
      cx: x(node.lon), cy: y(node.lat), r: 3.5 + 1.5 * Math.sqrt(nodes.length), class: chosen ? 'spot chosen' : 'spot',
      tabindex: 0, role: 'button', 'aria-label': title, click: pick, keydown: onKey,
    }, draw('title', {}, title));
  }

  const LINE = 11;

  /** The box around a dot. */
  const around = (x, y) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 });

  /** Names beside the dots, largest places first, each left out where it would cover a dot or another name. */
  function names(groups, { x, y }) {
    const taken = groups.map(([node]) => around(x(node.lon), y(node.lat)));
    const shown = [];
    for (const [node] of [...groups].sort((a, b) => b.length - a.length)) {
      if (!node.place) continue;
      const text = node.place.length > 22 ? node.place.slice(0, 21) + '…' : node.place;
      const length = text.length * 5.2;
      const left = x(node.lon) + 8 + length > WIDTH ? x(node.lon) - 8 - length : x(node.lon) + 8;
      const box = { left, right: left + length, top: y(node.lat) - LINE / 2, bottom: y(node.lat) + LINE / 2 };
      const clear = taken.every((other) =>
        box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
      if (!clear) continue;
      taken.push(box);
      shown.push(draw('text', { x: left, y: box.bottom - 2, class: 'place' }, text));
    }
    return shown;
  }

  /** Draw the map of what is shown; without any located node there is none. */
  function show() {
    byId('map-box').hidden = !all.length;
    if (!all.length) return;
    const box = frame();
    const projected = projection(box);
    const groups = places();
    const picture = draw('svg', { viewBox: `0 0 ${WIDTH} ${projected.height.toFixed(1)}`, role: 'group', 'aria-label': 'Map of events' },
      ...grid(box, projected), ...groups.map((nodes) => dot(nodes, projected)), ...names(groups, projected));
    byId('map').replaceChildren(picture);
  }

  return { show };
})();
