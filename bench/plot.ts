import { compared, digits, shown, spreadOf, type Compared, type Found, type Growth } from './figure';

/** Part of a drawing. */
interface Panel {
  readonly height: number;
  /** SVG, from y = 0. */
  readonly body: string;
}

/** Where values are drawn: from `from` to `to` in the data, over these pixels. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

const WIDTH = 960;
const MARGIN = 24;
const TEXT = 13;
const TITLE_LINE = 18;
const INK = '#1f2933';
const GRID = '#d9dee4';
/** Distinct without red and green, also in print. */
const COLORS = { met: '#2a7f9e', missed: '#c75b12' } as const;
const LINES = ['#2a7f9e', '#c75b12', '#6b4ba1', '#5f6b76', '#a8456b'] as const;

/** An SVG: each figure's ratio beside its goal, then a panel for each growth. The title has a line for each part that ends with a semicolon. */
export function plot({ figures, growths }: Found, title: string): string {
  const titleLines = title.split('; ');
  const panels = [...(figures.length > 0 ? [ratios(figures.map(compared))] : []), ...growths.map(lines)];
  let y = 2 * MARGIN + TEXT + (titleLines.length - 1) * TITLE_LINE;
  const bodies = panels.map(({ height, body }) => {
    const placed = `<g transform="translate(0 ${pixels(y)})">${body}</g>`;
    y += height + MARGIN;
    return placed;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels(WIDTH)}" height="${pixels(y)}" viewBox="0 0 ${pixels(WIDTH)} ${pixels(y)}" font-family="sans-serif" font-size="${pixels(TEXT)}" fill="${INK}">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    ...titleLines.map((words, index) =>
      text({ x: MARGIN, y: MARGIN + TEXT + index * TITLE_LINE }, words, 'fill="#5f6b76"'),
    ),
    ...bodies,
    '</svg>\n',
  ].join('\n');
}

const ROW = 46;
const LABELS = 330;

/** Bars from the goal to the median, with a line from the least to the greatest; right of the goal is better, whichever way it points. */
function ratios(figures: readonly Compared[]): Panel {
  const axis = logAxis(
    figures.flatMap(({ margin }) => [margin.min, margin.max, 0.5, 2]),
    { from: LABELS, to: WIDTH - MARGIN },
    2,
  );
  const top = 3 * TEXT;
  const bottom = top + figures.length * ROW;
  const ticks = axis.ticks.map((tick) => {
    const x = axis.at(tick);
    const name = tick >= 1 ? `${String(tick)}×` : `1/${String(Math.round(1 / tick))}`;
    return (
      line({ x, y: top }, { x, y: bottom }, GRID) + text({ x, y: bottom + TEXT + 3 }, name, 'text-anchor="middle"')
    );
  });
  const goal = axis.at(1);
  return {
    height: bottom + 2 * TEXT,
    body: [
      text({ x: MARGIN, y: TEXT }, 'How many times better than its goal each ratio is', 'font-weight="bold"'),
      ...ticks,
      ...figures.map((figure, place) => ratio(figure, axis, top + place * ROW)),
      line({ x: goal, y: top - 6 }, { x: goal, y: bottom }, INK, 2),
      text({ x: goal, y: top - 10 }, 'goal', 'text-anchor="middle" font-weight="bold"'),
    ].join('\n'),
  };
}

function ratio({ name, margin, ratio: of, goal, met }: Compared, axis: Axis, top: number): string {
  const color = met ? COLORS.met : COLORS.missed;
  const middle = top + ROW / 2;
  const [left, right] = [axis.at(1), axis.at(margin.median)].toSorted((a, b) => a - b) as [number, number];
  const end = (x: number): string => line({ x, y: middle - 6 }, { x, y: middle + 6 }, INK, 1.5);
  return [
    text({ x: MARGIN, y: middle - 3 }, name, 'font-weight="bold"'),
    text({ x: MARGIN, y: middle + TEXT }, `${shown(of)} ×, goal ${goal}${met ? '' : ': missed'}`),
    `<rect x="${pixels(left)}" y="${pixels(middle - 8)}" width="${pixels(right - left)}" height="16" fill="${color}"/>`,
    line({ x: axis.at(margin.min), y: middle }, { x: axis.at(margin.max), y: middle }, INK, 1.5),
    end(axis.at(margin.min)),
    end(axis.at(margin.max)),
  ].join('');
}

const GRAPH = 300;
const LEFT = 110;
const LEGEND = 200;

/** Lines over a log-scaled number; values are log-scaled too, so that what grows with the number is a slope of one. */
function lines({ what, of, unit, lines: all }: Growth): Panel {
  const points = all.flatMap((each) => each.points);
  const top = 2 * TEXT;
  const bottom = top + GRAPH;
  const right = WIDTH - MARGIN - LEGEND;
  const across = logAxis(
    points.map(({ n }) => n),
    { from: LEFT, to: right },
    10,
  );
  const up = logAxis(
    points.flatMap(({ values }) => values),
    { from: bottom, to: top },
    10,
  );
  return {
    height: bottom + 3 * TEXT + 6,
    body: [
      text({ x: MARGIN, y: TEXT }, `${what} (${unit})`, 'font-weight="bold"'),
      ...across.ticks.map((n) => {
        const x = across.at(n);
        const name = text({ x, y: bottom + TEXT + 5 }, n.toLocaleString('en-US'), 'text-anchor="middle"');
        return line({ x, y: top }, { x, y: bottom }, GRID) + name;
      }),
      ...up.ticks.map((value) => {
        const y = up.at(value);
        const name = text({ x: LEFT - 8, y: y + 4 }, tickName(value), 'text-anchor="end"');
        return line({ x: LEFT, y }, { x: right, y }, GRID) + name;
      }),
      text({ x: (LEFT + right) / 2, y: bottom + 3 * TEXT }, of, 'text-anchor="middle"'),
      ...all.map((each, place) => growthLine(each, { across, up, place, right, top })),
    ].join('\n'),
  };
}

interface Placed {
  readonly across: Axis;
  readonly up: Axis;
  readonly place: number;
  readonly right: number;
  readonly top: number;
}

function growthLine({ name, points }: Growth['lines'][number], { across, up, place, right, top }: Placed): string {
  const color = LINES[place % LINES.length] ?? INK;
  const sorted = points
    .toSorted((a, b) => a.n - b.n)
    .map(({ n, values }) => ({ x: across.at(n), ...spreadOf(values) }));
  const path = sorted.map(({ x, median }) => `${pixels(x)},${pixels(up.at(median))}`).join(' ');
  const marks = sorted.map(
    ({ x, min, median, max }) =>
      line({ x, y: up.at(min) }, { x, y: up.at(max) }, color, 1.5) +
      `<circle cx="${pixels(x)}" cy="${pixels(up.at(median))}" r="3.5" fill="${color}"/>`,
  );
  const y = top + 10 + place * (TEXT + 8);
  return [
    `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
    ...marks,
    line({ x: right + 16, y: y - 4 }, { x: right + 36, y: y - 4 }, color, 2),
    text({ x: right + 42, y }, name),
  ].join('');
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Over whole powers of `base` that hold all values; values of 0 or less have no place on it. */
function logAxis(
  values: readonly number[],
  { from: start, to: end }: { readonly from: number; readonly to: number },
  base: number,
): Axis {
  const usable = values.filter((value) => value > 0 && Number.isFinite(value)).map((value) => Math.log(value));
  const first = Math.floor(Math.min(...usable) / Math.log(base) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.max(...usable) / Math.log(base) - 1e-9));
  const at = (value: number): number => {
    const share = (Math.log(Math.max(value, base ** first)) / Math.log(base) - first) / (last - first);
    return start + share * (end - start);
  };
  const ticks = Array.from({ length: last - first + 1 }, (_none, place) => base ** (first + place));
  return { from: base ** first, to: base ** last, ticks, at };
}

function tickName(value: number): string {
  return value >= 1 ? value.toLocaleString('en-US') : digits(value).replace(/\.?0+$/, '');
}

function line(from: Point, to: Point, color: string, width = 1): string {
  return `<line x1="${pixels(from.x)}" y1="${pixels(from.y)}" x2="${pixels(to.x)}" y2="${pixels(to.y)}" stroke="${color}" stroke-width="${String(width)}"/>`;
}

function text({ x, y }: Point, words: string, attributes = ''): string {
  return `<text x="${pixels(x)}" y="${pixels(y)}" ${attributes}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}
