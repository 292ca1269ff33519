/** The evidence of the page, which stands in it as JSON, compressed by zlib, in base64: kg/explorer/packing.py packs it. */

/** The values that a text of the page holds. What says so is thrown where the browser cannot unpack it. */
export async function unpack(text) {
  if (typeof DecompressionStream === 'undefined') {
    throw new Error('This browser is too old to unpack the accounts and sources of this page. The picture, the table and the map work without them.');
  }
  const letters = atob(text);
  const packed = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) packed[place] = letters.charCodeAt(place);
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))).json();
}
