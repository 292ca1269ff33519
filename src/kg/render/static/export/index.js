/** The makers of files, for what this page shows. */
import { filters, model } from '../model/index.js';
import { network } from '../network/network.js';
import * as theme from '../page/theme.js';
import { makeTables } from './tables.js';
import { makeTurtle } from './turtle.js';

export const tables = makeTables(model, filters, network, theme);
export const turtle = makeTurtle(model, tables);
