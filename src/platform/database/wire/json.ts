const idStart = '{"id":"';
const idLength = 36;

/**
 * From this many bytes on, a text is sent as separate bytes: that costs less than the copy that Node.js makes to put it
 * after the headers.
 */
const large = 2_048;

/** A `T` as the JSON that is sent. */
export class Json<T> {
  /** @param latin1 its UTF-8, each byte a character: such texts are joined and sent without being encoded again */
  constructor(private readonly latin1: string) {}

  static of<T>(text: string): Json<T> {
    return new Json(Buffer.from(text).toString('latin1'));
  }

  /** An object whose first property is `items`. */
  static withItems<Item, Others extends object>(
    items: readonly Json<Item>[],
    others: Others,
  ): Json<Others & { items: Item[] }> {
    return new Json(Json.withList('items', items, others));
  }

  /** The text of an object whose first property is a list, each byte a character. */
  static withList(name: string, items: readonly Json<unknown>[], others: object): string {
    const texts = items.map(({ latin1 }) => latin1);
    const { latin1 } = Json.of(JSON.stringify(others));
    return `{${JSON.stringify(name)}:[${texts.join(',')}],${latin1.slice('{'.length)}`;
  }

  /** The id of a resource, which is its first property. @throws where it is not */
  get id(): string {
    if (!this.latin1.startsWith(idStart)) throw new TypeError('A resource must start with its id');
    return this.latin1.slice(idStart.length, idStart.length + idLength);
  }

  /** In bytes. */
  get size(): number {
    return this.latin1.length;
  }

  get bytes(): Buffer {
    return Buffer.from(this.latin1, 'latin1');
  }

  /** The form in which it is sent fastest. */
  get body(): string | Buffer {
    return this.latin1.length < large ? this.bytes.toString() : this.bytes;
  }

  /** The value that it holds; sending does not need it. */
  get value(): T {
    return JSON.parse(this.bytes.toString()) as T;
  }
}

/** The body of a response: a value, or JSON text. */
export type ResponseBody<T> = T | Json<T>;

export const bodyOf = (response: unknown): string | Buffer =>
  response instanceof Json ? response.body : JSON.stringify(response);
