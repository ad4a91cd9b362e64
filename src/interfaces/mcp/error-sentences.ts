import type { ApiTool } from './tools.js';

interface Problem {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** The most problems that one sentence names. */
const maxProblems = 20;

/** An API error for an assistant: its status, its cause, and the next step. */
export function errorSentence(
  tool: ApiTool,
  status: number,
  headers: Readonly<Record<string, unknown>>,
  text: string,
): string {
  const detail = detailOf(text);
  const hint = hintOf(tool, status, headers);
  const sentence =
    typeof detail === 'string'
      ? `${status}: ${detail}`
      : `${status}: the arguments are not valid.\n${problemsOf(detail).join('\n')}`;
  return hint === undefined ? sentence : `${sentence}. ${hint}`;
}

function detailOf(text: string): string | readonly Problem[] {
  try {
    const { detail } = JSON.parse(text) as { readonly detail: unknown };
    return typeof detail === 'string' ? detail : (detail as readonly Problem[]);
  } catch {
    return text;
  }
}

/** Each with the argument's name: the first part of `loc` is the part of the request that the argument went into. */
function problemsOf(problems: readonly Problem[]): string[] {
  const lines = problems.slice(0, maxProblems).map(({ loc, msg }) => {
    const name = loc
      .slice(1)
      .join('.')
      .replace('idempotency-key', 'idempotency_key')
      .replace('if-match', 'if_match');
    return name === '' ? `- ${msg}` : `- ${name}: ${msg}`;
  });
  return problems.length > maxProblems ? [...lines, `- and ${problems.length - maxProblems} more`] : lines;
}

function hintOf(
  { scope, locations }: ApiTool,
  status: number,
  headers: Readonly<Record<string, unknown>>,
): string | undefined {
  if (status === 403) return `The token needs the scope ${scope}.`;
  if (status === 412 && locations.has('if_match')) return 'Read it again, and call with its new ETag.';
  const wait = headers['retry-after'];
  return typeof wait === 'string' ? `Wait ${wait} s before the next call.` : undefined;
}
