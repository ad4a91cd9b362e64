import type { CliContext } from './cli-context.js';

/** The answer, and nothing but the answer, on standard output. */
export function answer(
  { out }: CliContext,
  value: object,
  asJson: boolean | undefined,
  asText: string,
): void {
  if (asJson === true) out(`${JSON.stringify(value)}\n`);
  else if (asText !== '') out(`${asText}\n`);
}

/** Text that clients have sent must not move the cursor of a terminal, or look like another row. */
const controlCharacters = /\p{Cc}/gu;

const cell = (text: string) => text.replace(controlCharacters, '\ufffd');

/** Aligned columns under a header line. */
export function table<Row>(columns: Readonly<Record<string, (row: Row) => string>>, rows: readonly Row[]) {
  const lines = [
    Object.keys(columns),
    ...rows.map((row) => Object.values(columns).map((value) => cell(value(row)))),
  ];
  const widths = Object.keys(columns).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
