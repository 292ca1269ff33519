/** The shown part as Turtle: nodes, relations in the ontology's words, and the accounts and sources behind them. */

/** The maker of Turtle, for the nodes and edges that `tables` shows. */
export function makeTurtle(model, tables) {
  const ID = 'https://w3id.org/conflict-kg/id/';
  const PREFIXES = {
    conflict: 'https://w3id.org/conflict-kg/ontology#',
    dct: 'http://purl.org/dc/terms/',
    rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
  };
  const PLAIN = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?@!$&'()*+,;=\u00a1-\u1fff\u3001-\ud7ff-]|%[0-9a-f]{2})*(?:#(?:[\w.~:/?@!$&'()*+,;=\u00a1-\u1fff\u3001-\ud7ff-]|%[0-9a-f]{2})*)?$/i;

  const whole = (text) => String(text).replace(/\p{Surrogate}/gu, '\ufffd');

  function isIri(text) {
    try {
      return PLAIN.test(text) && Boolean(new URL(text));
    } catch {
      return false;
    }
  }

  /** An IRI; what is none becomes one that holds it. */
  const iri = (text) => `<${isIri(text) ? text : `urn:conflict-kg:${encodeURIComponent(whole(text)).replaceAll("'", '%27')}`}>`;

  const ESCAPES = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = (sign) => ESCAPES[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const literal = (text) => `"${whole(text).replace(/[\\"\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escaped)}"`;

  const TYPED = [
    ['dateTime', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d)?$/],
    ['date', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
  ];

  /** A date as its own type of literal, or as text where it is none. */
  function dated(text) {
    const type = TYPED.find(([, pattern]) => pattern.test(text));
    return type ? `${literal(text)}^^xsd:${type[0]}` : literal(text);
  }

  const has = (value) => value !== null && value !== undefined && value !== '';
  const named = (name) => (/^[A-Za-z]\w*$/.test(name) ? `conflict:${name}` : null);
  const code = (scheme, value) => (/^[A-F1-6]$/.test(value) ? iri(`${ID}${scheme}/${value}`) : null);

  /** Statements by subject, each once, in the order in which they were made. */
  class Statements {
    constructor() {
      this.bySubject = new Map();
    }

    add(subject, predicate, object) {
      if (object === null) return;
      if (!this.bySubject.has(subject)) this.bySubject.set(subject, new Set());
      this.bySubject.get(subject).add(`${predicate} ${object}`);
    }

    text() {
      return [...this.bySubject].map(([subject, said]) => `${subject} ${[...said].join(' ;\n    ')} .\n`).join('\n');
    }
  }

  function addNode(made, node) {
    const subject = iri(node.iri);
    made.add(subject, 'a', named(node.kind));
    made.add(subject, 'rdfs:label', literal(node.name));
    if (node.side !== 'event') return;
    if (has(node.start)) made.add(subject, 'conflict:earliestTime', dated(node.start));
    if (has(node.end)) made.add(subject, 'conflict:latestTime', dated(node.end));
  }

  /** A relation by the two properties of its ends, or by the one property that it is; a disputed one in words alone. */
  function addEdge(made, edge) {
    const [from, to, relation] = [model.nodes.get(edge.from).iri, model.nodes.get(edge.to).iri, edge.relation];
    const roles = Object.hasOwn(model.roles, edge.type) ? model.roles[edge.type] : null;
    if (edge.status === 'disputed') {
      made.add(iri(relation), 'rdfs:comment', literal(`Disputed: ${model.sentence(edge)}.`));
      return;
    }
    if (!roles) {
      made.add(iri(from), iri(relation), iri(to));
      return;
    }
    const [source, target, start, end] = roles;
    if (relation !== from && relation !== to) made.add(iri(relation), 'a', named(edge.type));
    if (relation !== from) made.add(iri(relation), iri(source), iri(from));
    if (relation !== to) made.add(iri(relation), iri(target), iri(to));
    if (has(edge.start)) made.add(iri(relation), iri(start), dated(edge.start));
    if (has(edge.end)) made.add(iri(relation), iri(end), dated(edge.end));
  }

  function addAccount(made, account) {
    const subject = iri(account.iri);
    const source = model.sources[account.source];
    made.add(subject, 'a', 'conflict:Account');
    made.add(subject, 'conflict:isAccountOf', iri(account.about));
    made.add(subject, 'conflict:hasSource', iri(source?.iri ?? account.source));
    made.add(subject, 'conflict:locator', literal(account.locator));
    made.add(subject, 'conflict:paraphrase', literal(account.paraphrase));
    made.add(subject, 'conflict:hasCredibility', code('credibility', account.grade.slice(-1)));
    if (has(account.recorded)) made.add(subject, 'conflict:recordedAt', dated(account.recorded));
    if (source) addSource(made, source);
  }

  function addSource(made, source) {
    const subject = iri(source.iri);
    made.add(subject, 'a', 'conflict:Source');
    made.add(subject, 'rdfs:label', literal(source.title));
    made.add(subject, 'conflict:hasReliability', code('reliability', source.reliability));
    if (has(source.publisher)) made.add(subject, 'dct:publisher', literal(source.publisher));
    if (has(source.issued)) made.add(subject, 'dct:issued', dated(source.issued));
    if (model.isWeb(source.url)) made.add(subject, 'dct:source', iri(source.url));
  }

  /** The shown part of what the policy chosen accepts: what is accepted, then what is inferred, then who says so. */
  function turtle() {
    // What is counted and not drawn is no statement of the graph.
    const isOwn = ({ change, kind, family }) => change !== 'lost' && kind !== 'CountedParty' && family !== 'counted';
    const [nodes, edges] = [tables.shownNodes().filter(isOwn), tables.shownEdges().filter(isOwn)];
    const parts = [new Statements(), new Statements(), new Statements()];
    const [accepted, inferred, accounts] = parts;
    for (const node of nodes) addNode(accepted, node);
    for (const edge of edges) addEdge(edge.inferred ? inferred : accepted, edge);
    const keys = new Set(edges.flatMap((edge) => edge.accounts));
    for (const key of keys) if (model.accounts[key]) addAccount(accounts, model.accounts[key]);
    const heads = Object.entries(PREFIXES).map(([prefix, space]) => `@prefix ${prefix}: <${space}> .`).join('\n');
    const titles = ['# Accepted nodes and relations.', '# Inferred relations; "kg explain" shows the proofs.', '# Accounts and sources of the relations.'];
    return [heads, ...parts.map((part, at) => (part.bySubject.size ? `${titles[at]}\n\n${part.text()}` : '')).filter(Boolean)].join('\n\n');
  }

  return turtle;
}
