/** How names are compared: as kg/rdf/names.py does, which says what makes no difference. */

/** Apostrophes, quotation marks, signs for ayn and hamza, full stops, tatweel and what cannot be seen. */
const SILENT = /['`."\u00ab\u00ad\u00b4\u00bb\u0294\u0295\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee\u061c\u0621\u0640\u2018-\u201f\u2032\u2033\u2035\u2036\u2039\u203a\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ua723\ua725\ufeff\uff02\uff07]/g;
/** Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs and hamza of Arabic. */
const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff]/g;
/** Letters that have several forms, and the form that they are compared in. */
const LETTERS = new Map(Object.entries({
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ı: 'i', ς: 'σ',
  ٱ: 'ا', ى: 'ي', ی: 'ي', ې: 'ي', ک: 'ك', ة: 'ه', ہ: 'ه', ھ: 'ه', ە: 'ه',
}));
const ARABIC_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const WORD_GAPS = /[^\p{L}\p{M}\p{N}]+/gu;

const ASCII = /^[\x00-\x7f]*$/;

/** A name as it is compared, its words separated by single spaces. */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase().replace(/['`."]/g, '').replace(/[^a-z0-9]+/g, ' ').trim();
  const plain = text.toLowerCase().replace(SILENT, '').normalize('NFKD').toLowerCase().replace(MARKS, '')
    .replace(ARABIC_DIGITS, (digit) => String(digit.charCodeAt(0) & 15));
  return [...plain].map((one) => LETTERS.get(one) ?? one).join('').replace(SILENT, '').replace(WORD_GAPS, ' ').trim();
}

/** What names that are the same have in common; of a text without letters, the text itself. */
export const keyOf = (text) => fold(text).replaceAll(' ', '') || text.trim();

/**
 * The things that a text names, of things with a `name` and other `names`: those that have this name; else those with a
 * name that begins with it; else those with a name that has it somewhere.
 */
export function named(things, text) {
  const wanted = keyOf(text);
  if (!wanted) return [];
  const folded = things.map((thing) => [thing, [thing.name, ...thing.names].map(keyOf)]);
  for (const fits of [(key) => key === wanted, (key) => key.startsWith(wanted), (key) => key.includes(wanted)]) {
    const found = folded.filter(([, keys]) => keys.some(fits));
    if (found.length) return found.map(([thing]) => thing);
  }
  return [];
}
