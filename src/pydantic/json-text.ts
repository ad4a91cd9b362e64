/** JSON that is passed on unchanged: an unparsed value, with the original digits of its numbers. */
export class JsonText {
  constructor(private readonly input: string) {}

  get length(): number {
    return this.input.length;
  }

  /** Without the white space between its values. */
  toString(): string {
    return /[ \n\r\t]/.test(this.input) ? withoutSpaces(this.input) : this.input;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const isSpace = (unit: number) => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;

function withoutSpaces(text: string): string {
  let compact = '';
  let from = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (isInString) {
      if (unit === backslash) index += 1;
      else if (unit === quote) isInString = false;
    } else if (unit === quote) {
      isInString = true;
    } else if (isSpace(unit)) {
      compact += text.slice(from, index);
      from = index + 1;
    }
  }
  return compact + text.slice(from);
}
