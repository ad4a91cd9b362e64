/** A value of a JSON text. An integer that a double does not hold exactly is a bigint, never a rounded number. */
export type JsonValue =
  null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** No shorter run of digits is an integer beyond ±9007199254740991. */
const manyDigits = /[0-9]{16}/;
const integer = /^-?[0-9]+$/;
const token = /[{}[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}[\],:"]+/g;

/**
 * The value of a text that `scanJson` has found to be JSON, as `JSON.parse` makes it, but for large integers: of a name
 * that is sent twice the last value counts, and `__proto__` is a name like any other. It keeps its own stack, so that
 * depth costs memory and not the call stack.
 */
export function parseJson(text: string): JsonValue {
  return manyDigits.test(text) ? parseExactly(text) : (JSON.parse(text) as JsonValue);
}

interface Container {
  readonly value: JsonValue[] | Record<string, JsonValue>;
  /** The name whose value comes next. */
  name: string | undefined;
}

function parseExactly(text: string): JsonValue {
  const containers: Container[] = [];
  let root: JsonValue = null;
  const add = (value: JsonValue) => {
    const container = containers.at(-1);
    if (container === undefined) root = value;
    else if (Array.isArray(container.value)) container.value.push(value);
    else define(container.value, container.name ?? '', value);
    if (container !== undefined) container.name = undefined;
  };
  for (const [part] of text.matchAll(token)) {
    const container = containers.at(-1);
    if (part === '{' || part === '[') {
      const value = part === '[' ? [] : {};
      add(value);
      containers.push({ value, name: undefined });
    } else if (part === '}' || part === ']') {
      containers.pop();
    } else if (part !== ',' && part !== ':') {
      const isName =
        container !== undefined && !Array.isArray(container.value) && container.name === undefined;
      if (isName) container.name = textOf(part);
      else add(scalarOf(part));
    }
  }
  return root;
}

const textOf = (text: string) => (text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1));

function scalarOf(text: string): JsonValue {
  if (text.startsWith('"')) return textOf(text);
  const value = JSON.parse(text) as JsonValue;
  return typeof value === 'number' && !Number.isSafeInteger(value) && integer.test(text)
    ? BigInt(text)
    : value;
}

function define(object: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name !== '__proto__') {
    object[name] = value;
    return;
  }
  // An assignment would set the prototype.
  Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}
