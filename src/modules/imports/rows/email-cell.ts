/** An email address, and the name before it. */
export interface NamedAddress {
  readonly address: string;
  readonly name: string | undefined;
}

export interface EmailCell {
  /** The first address; the whole cell where it is not understood, for the rules of a request to refuse. */
  readonly first: string;
  readonly others: readonly NamedAddress[];
}

/** The separators between several; `:::` is Google's. */
const separator = /[,;\n\r|]|:::/;

/**
 * Takes a cell of e-mail addresses apart: `mailto:`, names, line breaks, several with separators or blanks between.
 * A cell may be as long as a record, so that nothing in here looks twice at what it has seen.
 */
export function readEmailCell(cell: string): EmailCell {
  const text = cell.replaceAll(/\bmailto:([^\s<>?,;|]*)(?:\?[^\s<>,;|]*)?/gi, '$1');
  const found = addressesIn(text);
  const [first, ...others] = found ?? [];
  if (first === undefined) return { first: text.replaceAll(/[\r\n]+/g, ' ').trim(), others: [] };
  const seen = new Set([first.address.toLowerCase()]);
  const isNew = ({ address }: NamedAddress) => {
    const key = address.toLowerCase();
    return !seen.has(key) && seen.add(key);
  };
  return { first: first.address, others: others.filter(isNew) };
}

/** Undefined where a part of the text is neither an address nor a name before one. */
function addressesIn(text: string): NamedAddress[] | undefined {
  const found: NamedAddress[] = [];
  // A comma may also belong to a name: `Doe, Jane <jane@example.com>`.
  let names: string[] = [];
  for (const part of text.split(separator).map((each) => each.trim())) {
    const opening = part.endsWith('>') ? part.lastIndexOf('<') : -1;
    if (part === '') continue;
    if (opening >= 0) {
      names.push(part.slice(0, opening).trim());
      const name = names
        .filter((each) => each !== '')
        .join(', ')
        .replaceAll('"', '');
      found.push({ address: part.slice(opening + 1, -1).trim(), name: name === '' ? undefined : name });
      names = [];
    } else if (!part.includes('@')) {
      names.push(part);
    } else {
      const words = part.split(/\s+/);
      const addresses = words.every((word) => word.includes('@')) ? words : [part];
      if (names.length > 0) return undefined;
      found.push(...addresses.map((address) => ({ address, name: undefined })));
    }
  }
  return names.length > 0 ? undefined : found;
}
