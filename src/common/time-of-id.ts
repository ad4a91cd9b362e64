/** The time within a UUID v7, in milliseconds, as the wire has it: `2026-11-22T09:22:02.710Z`. */
export function timeOfId(id: string): string {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}
