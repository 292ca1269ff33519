/** The page's data: nodes, edges, accounts and sources, with the time each one covers. */
'use strict';

KG.model = (() => {
  const DAY = 86400000;
  const data = JSON.parse(KG.dom.byId('data').textContent);
  // Names from the data are never looked up among the properties that every object has.
  for (const table of ['accounts', 'sources', 'roles', 'looks']) Object.setPrototypeOf(data.model[table], null);

  /** The day number of an ISO date as its source gives it, whatever its zone; null for none or a broken one. */
  function dayOf(text) {
    const time = text ? Date.parse(text.slice(0, 10)) : NaN;
    return Number.isNaN(time) ? null : Math.floor(time / DAY);
  }

  /** The ISO date of a day number. */
  const dateOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  /** The date part of an ISO date and time, as its source gives it. */
  const shortDate = (text) => (text ? text.slice(0, 10) : '');

  /** An interval in words; an open end is said to be unknown. */
  function interval(thing) {
    if (!thing.start && !thing.end) return 'not dated';
    const from = shortDate(thing.start);
    const to = shortDate(thing.end);
    if (from === to) return from;
    return (from || 'start unknown') + ' to ' + (to || 'end unknown or open');
  }

  function withDays(thing) {
    return Object.assign(thing, { first: dayOf(thing.start), last: dayOf(thing.end) });
  }

  const nodes = new Map(data.nodes.map((node) => [node.id, withDays(node)]));
  const edges = new Map(data.edges.map((edge) => [edge.id, withDays(edge)]));

  const incident = new Map(data.nodes.map((node) => [node.id, []]));
  for (const edge of edges.values()) {
    incident.get(edge.from).push(edge);
    if (edge.to !== edge.from) incident.get(edge.to).push(edge);
  }

  /** First and last day that anything in the given things names, or null. */
  function span(things) {
    const days = things.flatMap((thing) => [thing.first, thing.last]).filter((day) => day !== null);
    if (!days.length) return null;
    return { first: days.reduce((a, b) => Math.min(a, b)), last: days.reduce((a, b) => Math.max(a, b)) };
  }

  const everything = [...nodes.values(), ...edges.values()];
  const whole = span(everything);
  const events = span([...nodes.values()].filter((node) => node.side === 'event'));

  /** The sources whose accounts stand behind an edge or node. */
  const sourcesOf = (thing) =>
    new Set(thing.accounts.map((iri) => data.model.accounts[iri]).filter(Boolean).map((told) => told.source));

  for (const thing of everything) thing.sources = sourcesOf(thing);

  for (const kind of ['accounts', 'sources']) {
    for (const [iri, thing] of Object.entries(data.model[kind])) thing.iri = iri;
  }

  const nameOf = (id) => nodes.get(id).name;

  /** An edge as a sentence. */
  const sentence = (edge) => `${nameOf(edge.from)} ${edge.verb} ${nameOf(edge.to)}`;

  /** Whether an address may become a link. */
  const isWeb = (url) => typeof url === 'string' && /^https?:\/\//i.test(url);

  return {
    nodes, edges, incident, whole, events, dayOf, dateOf, interval, shortDate, nameOf, sentence, isWeb,
    title: data.model.title,
    provenance: data.model.provenance,
    accounts: data.model.accounts,
    sources: data.model.sources,
    kinds: data.model.kinds,
    families: data.model.families,
    layouts: data.model.layouts,
    roles: data.model.roles,
    looks: data.model.looks,
    options: JSON.parse(data.options),
  };
})();
