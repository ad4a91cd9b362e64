import { customersPath } from '../load/workload.js';

interface Page {
  readonly items: readonly unknown[];
  readonly next_cursor: string | null;
  readonly has_next: boolean;
}

const walkLimit = 1_000;

/** Answers a GET with the body of a 200, or fails. */
async function page(url: string, headers: Readonly<Record<string, string>>): Promise<Page> {
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`A page answers with ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Page;
}

/**
 * Walks a list, newest first, to about `row` or to shortly before its end.
 *
 * @returns the cursor there, which holds for pages of every size, and its row
 */
export async function cursorAt(
  url: string,
  headers: Readonly<Record<string, string>>,
  row: number,
): Promise<{ cursor: string; row: number } | undefined> {
  let at: { cursor: string; row: number } | undefined;
  for (let seen = 0; seen < row;) {
    const cursor = at === undefined ? '' : `&cursor=${encodeURIComponent(at.cursor)}`;
    const { items, next_cursor, has_next } = await page(
      `${url}${customersPath}?limit=${walkLimit}${cursor}`,
      headers,
    );
    if (!has_next || next_cursor === null) break;
    seen += items.length;
    at = { cursor: next_cursor, row: seen };
  }
  return at;
}
