/** Loads the explorer's scripts as the page does, one after the other on one KG, without a browser. */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const STATIC = new URL('../../src/kg/render/static/', import.meta.url);

/** What stands on KG after the named scripts, given what other scripts would have put there. */
export function load(names, given = {}) {
  const context = vm.createContext({ given, URL });
  const text = names.map((name) => readFileSync(new URL(`${name}.js`, STATIC), 'utf8').replace("'use strict';", '')).join('\n');
  return vm.runInContext(`'use strict';\nconst KG = given;\n${text}\nKG;`, context);
}

/** A value without the other realm's prototypes, so that it can be compared deeply. */
export const plain = (value) => JSON.parse(JSON.stringify(value));
