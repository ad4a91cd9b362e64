import type { Sample } from './follow-import.js';

export interface Chart {
  readonly title: string;
  readonly samples: readonly Sample[];
  /** Rows per second of COPY. */
  readonly copyRate: number;
  /** Of the process before the import. */
  readonly idleMiB: number;
  readonly maxMiB: number;
}

const [width, panelHeight, left, right, gap, top] = [720, 170, 70, 20, 60, 50];
/** What a rate is measured over. */
const smoothedSeconds = 5;

interface Panel {
  readonly y: number;
  readonly label: string;
  readonly most: number;
  readonly lines: readonly { readonly value: number; readonly label: string }[];
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** A round number that is not below the value. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function ratesOf(samples: readonly Sample[]): [number, number][] {
  return samples.flatMap(({ seconds, rows }): [number, number][] => {
    const before = samples.findLast((other) => other.seconds <= seconds - smoothedSeconds) ?? {
      seconds: 0,
      rows: 0,
    };
    const span = seconds - before.seconds;
    return span <= 0 ? [] : [[seconds, (rows - before.rows) / span]];
  });
}

function draw({ y, label, most, lines, points }: Panel, lastSecond: number): string {
  const x = (seconds: number) => rounded(left + ((width - left - right) * seconds) / lastSecond);
  const at = (value: number) => rounded(y + panelHeight * (1 - value / most));
  const grid = [0, 0.5, 1].map((share) => {
    const value = share * most;
    return (
      `<line x1="${left}" x2="${width - right}" y1="${at(value)}" y2="${at(value)}" class="grid"/>` +
      `<text x="${left - 8}" y="${at(value) + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`
    );
  });
  const marks = lines.map(
    ({ value, label: name }) =>
      `<line x1="${left}" x2="${width - right}" y1="${at(value)}" y2="${at(value)}" class="mark"/>` +
      `<text x="${width - right}" y="${at(value) - 5}" text-anchor="end">${name}</text>`,
  );
  const path = points.map(([seconds, value]) => `${x(seconds)},${at(value)}`).join(' ');
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const seconds = share * lastSecond;
    return `<text x="${x(seconds)}" y="${y + panelHeight + 18}" text-anchor="middle">${Math.round(seconds)} s</text>`;
  });
  return [
    `<text x="${left}" y="${y - 10}" class="label">${label}</text>`,
    ...grid,
    ...marks,
    `<polyline points="${path}"/>`,
    ...ticks,
  ].join('\n');
}

const highest = (points: readonly (readonly [number, number])[]) =>
  Math.max(...points.map(([, value]) => value));

/** Rows per second and memory over time, as an SVG that is read on light and on dark ground. */
export function chartOf({ title, samples, copyRate, idleMiB, maxMiB }: Chart): string {
  const lastSecond = samples.at(-1)?.seconds ?? 1;
  const rates = ratesOf(samples);
  const memory = samples.map(({ seconds, rssMiB }): [number, number] => [seconds, rssMiB]);
  const panels: Panel[] = [
    {
      y: top,
      label: 'rows per second',
      most: ceiling(Math.max(highest(rates), copyRate) * 1.1),
      lines: [
        { value: copyRate, label: 'COPY' },
        { value: copyRate / 2, label: 'half of COPY' },
      ],
      points: rates,
    },
    {
      y: top + panelHeight + gap,
      label: 'resident memory, MiB',
      most: ceiling(Math.max(highest(memory), idleMiB + maxMiB) * 1.1),
      lines: [
        { value: idleMiB, label: 'idle' },
        { value: idleMiB + maxMiB, label: `idle + ${maxMiB} MiB` },
      ],
      points: memory,
    },
  ];
  const height = top + 2 * panelHeight + gap + 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>
  text { font: 12px sans-serif; fill: #777 } .label, .title { font-weight: bold }
  .grid { stroke: #7774 } .mark { stroke: #c60; stroke-dasharray: 4 3 }
  polyline { fill: none; stroke: #28c; stroke-width: 1.5 }
</style>
<text x="${left}" y="20" class="title">${title}</text>
${panels.map((panel) => draw(panel, lastSecond)).join('\n')}
</svg>
`;
}
