import { compared, shown, spreadOf, type Found, type Growth } from './figure';
import { surroundingsInWords, type Surroundings } from './surroundings';

/** All that one run found. */
export interface Report extends Found {
  /** When it began, ISO. */
  readonly at: string;
  readonly quick: boolean;
  readonly surroundings: Surroundings;
}

/** As Markdown: min / median / max of all repetitions, and of the ratios within each. */
export function reportAsMarkdown({ at, quick, surroundings, figures, growths }: Report): string {
  const how = `${at.slice(0, 10)}${quick ? ', --quick' : ''}: ${surroundingsInWords(surroundings)}. Least / median / greatest of all repetitions.`;
  return [how, ...(figures.length > 0 ? [figuresAsMarkdown(figures)] : []), ...growths.map(growthAsMarkdown)].join(
    '\n\n',
  );
}

export function figuresAsMarkdown(figures: Found['figures']): string {
  const rows = figures.map(compared).map(({ name, what, unit, measured, floor, ratio, goal, met }) => {
    const values = [`${shown(measured)} ${unit}`, floor.what, `${shown(floor)} ${unit}`, `${shown(ratio)} ×`];
    return [name, what, ...values, goal, met ? 'yes' : 'no'];
  });
  return table(['row', 'what', 'measured', 'floor in the same run', 'measured', 'ratio', 'goal', 'met'], rows);
}

function growthAsMarkdown({ name, what, of, unit, lines }: Growth): string {
  const rows = lines.flatMap((line) =>
    line.points.map(({ n, values }) => [name, line.name, String(n), `${shown(spreadOf(values))} ${unit}`]),
  );
  return table(['row', what, of, 'measured'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function reportAsJson({ figures, growths, ...report }: Report): string {
  const grown = growths.map((growth) => ({
    ...growth,
    lines: growth.lines.map(({ name, points }) => ({
      name,
      points: points.map(({ n, values }) => ({ n, repetitions: values.length, ...spreadOf(values) })),
    })),
  }));
  return `${JSON.stringify({ ...report, figures: figures.map(compared), growths: grown }, null, 2)}\n`;
}
