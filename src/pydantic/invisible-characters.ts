/** White space, and what shows as nothing: format characters, fillers, the blank of Braille, controls. */
const invisible =
  '\\p{White_Space}\\p{Cc}\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f' +
  '\\u2800\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}';

/** What changes the character before it, as in an emoji or a flag, and shows as nothing where there is none. */
const modifiers = '\\u180b-\\u180d\\u180f\\ufe00-\\ufe0f\\u{e0000}-\\u{e0fff}';

const atTheStart = new RegExp(`^[${invisible}${modifiers}]+`, 'u');
/** Only tried where a run begins: without the first part, a text of many runs would take its length squared. */
const atTheEnd = new RegExp(`(?<![${invisible}])[${invisible}]+$`, 'u');

/** Printable ASCII other than a space: most names begin and end with one. */
const isPlain = (unit: number) => unit > 0x20 && unit < 0x7f;

/** Drops what cannot be seen from both ends; a text with nothing to see becomes empty. */
export function trimInvisible(text: string): string {
  if (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1))) return text;
  return text.replace(atTheStart, '').replace(atTheEnd, '');
}
