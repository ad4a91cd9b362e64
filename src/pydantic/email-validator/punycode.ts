/** The parameters of RFC 3492 for IDNA. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 0x80;
const MAX_CODE_POINT = 0x10ffff;

/** The text that a Punycode label in lower case (without its `xn--`) encodes, or undefined if it encodes none. */
export function decodePunycode(label: string): string | undefined {
  const hyphen = label.lastIndexOf('-');
  const output = Array.from(label.slice(0, Math.max(hyphen, 0)), (character) => character.charCodeAt(0));
  let index = hyphen + 1;
  let codePoint = INITIAL_N;
  let position = 0;
  let bias = INITIAL_BIAS;
  while (index < label.length) {
    const start = position;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitValue(label.charCodeAt(index));
      index += 1;
      if (digit === undefined) return undefined;
      position += digit * weight;
      if (position > Number.MAX_SAFE_INTEGER) return undefined;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    bias = adapt(position - start, length, start === 0);
    codePoint += Math.floor(position / length);
    if (codePoint > MAX_CODE_POINT) return undefined;
    position %= length;
    output.splice(position, 0, codePoint);
    position += 1;
  }
  return output.map((unit) => String.fromCodePoint(unit)).join('');
}

/** The Punycode of a label (without `xn--`) that has at least one character beyond ASCII. */
export function encodePunycode(label: string): string {
  const codePoints = Array.from(label, (character) => character.codePointAt(0) ?? 0);
  const basic = codePoints.filter((codePoint) => codePoint < INITIAL_N);
  let output = String.fromCodePoint(...basic, ...(basic.length > 0 ? [0x2d] : []));
  let handled = basic.length;
  let codePoint = INITIAL_N;
  let delta = 0;
  let bias = INITIAL_BIAS;
  while (handled < codePoints.length) {
    const next = Math.min(...codePoints.filter((other) => other >= codePoint));
    delta += (next - codePoint) * (handled + 1);
    codePoint = next;
    for (const other of codePoints) {
      if (other < codePoint) delta += 1;
      if (other !== codePoint) continue;
      output += encodeDelta(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    codePoint += 1;
  }
  return output;
}

function encodeDelta(delta: number, bias: number): string {
  let digits = '';
  let rest = delta;
  for (let k = BASE; ; k += BASE) {
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (rest < threshold) return digits + digitOf(rest);
    const range = BASE - threshold;
    digits += digitOf(threshold + ((rest - threshold) % range));
    rest = Math.floor((rest - threshold) / range);
  }
}

/** a to z are 0 to 25, and 0 to 9 are 26 to 35. */
const digitOf = (value: number) => 'abcdefghijklmnopqrstuvwxyz0123456789'.charAt(value);

/** NaN, past the end of the label, is not a digit either: the label stopped in the middle of a number. */
function digitValue(unit: number): number | undefined {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 26;
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x61 : undefined;
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
