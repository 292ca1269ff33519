// Reads Turtle files with N3.js and writes each beside itself as N-Triples: node to_ntriples.js FILE…
'use strict';
const fs = require('node:fs');
const { Parser, Writer } = require('n3');

for (const file of process.argv.slice(2)) {
  const quads = new Parser({ format: 'text/turtle' }).parse(fs.readFileSync(file, 'utf-8'));
  const writer = new Writer({ format: 'N-Triples' });
  fs.writeFileSync(file.replace(/ttl$/, 'nt'), writer.quadsToString(quads));
}
