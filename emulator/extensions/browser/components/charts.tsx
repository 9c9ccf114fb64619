import type { BarChartProps, ChartDataRow, ChartProps, LineChartProps } from '@hubspot/ui-extensions';
import type { ReactElement, ReactNode } from 'react';

interface Point {
  readonly label: string;
  readonly value: number;
}

function pointsOf({ data, axes }: ChartProps): readonly Point[] {
  const rows: readonly ChartDataRow[] = Array.isArray(data) ? data : data.data;
  return rows.map((row) => ({ label: String(row[axes.x.field]), value: Number(row[axes.y.field]) }));
}

interface FigureProps {
  readonly chart: ChartProps;
  readonly children: ReactNode;
}

/** The chart with its title; people who cannot see it hear its numbers. */
function Figure({ chart, children }: FigureProps): ReactElement {
  const { options, axes } = chart;
  const numbers = pointsOf(chart).map(({ label, value }) => `${label}: ${String(value)}`);
  return (
    <figure className="chart">
      <figcaption>{options?.title}</figcaption>
      <div role="img" aria-label={`${axes.y.label ?? ''} by ${axes.x.label ?? ''}. ${numbers.join('; ')}`}>
        {children}
      </div>
    </figure>
  );
}

export function BarChart(props: BarChartProps): ReactElement {
  const points = pointsOf(props);
  const most = Math.max(1, ...points.map(({ value }) => value));
  return (
    <Figure chart={props}>
      <div className="bars">
        {points.map(({ label, value }) => (
          <div key={label} className="bar">
            <div className="bar-room">
              <span>{value}</span>
              <div style={{ height: `${String((value / most) * 85)}%` }} />
            </div>
            <div className="bar-label">{label}</div>
          </div>
        ))}
      </div>
    </Figure>
  );
}

const WIDTH = 800;
const HEIGHT = 220;
const EDGE = 40;

export function LineChart(props: LineChartProps): ReactElement {
  const points = pointsOf(props);
  const most = Math.max(1, ...points.map(({ value }) => value));
  const step = (WIDTH - 2 * EDGE) / Math.max(1, points.length - 1);
  const placed = points.map((point, index) => ({
    ...point,
    x: points.length === 1 ? WIDTH / 2 : EDGE + index * step,
    y: HEIGHT - EDGE - (point.value / most) * (HEIGHT - 2 * EDGE),
  }));
  return (
    <Figure chart={props}>
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} aria-hidden="true">
        <line x1={EDGE} x2={WIDTH - EDGE} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} className="axis" />
        <polyline points={placed.map(({ x, y }) => `${String(x)},${String(y)}`).join(' ')} />
        {placed.map(({ label, value, x, y }) => (
          <g key={label}>
            <circle cx={x} cy={y} r="4" />
            <text x={x} y={y - 10}>
              {value}
            </text>
            <text x={x} y={HEIGHT - EDGE + 20}>
              {label}
            </text>
          </g>
        ))}
      </svg>
    </Figure>
  );
}
