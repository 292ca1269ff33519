import assert from 'node:assert/strict';
import test from 'node:test';
import { deflateSync } from 'node:zlib';
import { unpack } from '../../src/kg/explorer/static/page/unpack.js';

test('what is packed comes back, whatever its letters', async () => {
  const values = { 'ق': ['é', '\u2028', 1, null], long: 'x'.repeat(100000) };
  assert.deepEqual(await unpack(deflateSync(JSON.stringify(values)).toString('base64')), values);
});

test('what cannot be unpacked is said', async () => {
  await assert.rejects(unpack('AAAA'));
  const known = globalThis.DecompressionStream;
  delete globalThis.DecompressionStream;
  await assert.rejects(unpack('AAAA'), /too old to unpack/);
  globalThis.DecompressionStream = known;
});
