import type { AccordionProps, AutoGridProps, FlexProps, TileProps } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

type Distance = NonNullable<FlexProps['gap']>;

const GAPS: Readonly<Record<Distance, number>> = {
  flush: 0,
  'extra-small': 4,
  xs: 4,
  small: 8,
  sm: 8,
  medium: 16,
  md: 16,
  large: 24,
  lg: 24,
  'extra-large': 32,
  xl: 32,
};

/** CSS has other words for some of HubSpot's. */
const CSS = {
  start: 'flex-start',
  end: 'flex-end',
  around: 'space-around',
  between: 'space-between',
  center: 'center',
  baseline: 'baseline',
  stretch: 'stretch',
} as const;

export function Flex({ children, direction = 'row', gap = 'flush', justify, align, wrap }: FlexProps): ReactElement {
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: direction,
        gap: GAPS[gap],
        justifyContent: CSS[justify ?? 'start'],
        alignItems: CSS[align ?? 'stretch'],
        flexWrap: wrap === true || wrap === 'wrap' ? 'wrap' : 'nowrap',
      }}
    >
      {children}
    </div>
  );
}

export function AutoGrid({ children, columnWidth, gap = 'flush', flexible }: AutoGridProps): ReactElement {
  const widest = flexible === true ? '1fr' : `${String(columnWidth)}px`;
  const columns = `repeat(auto-fit, minmax(min(100%, ${String(columnWidth)}px), ${widest}))`;
  return <div style={{ display: 'grid', gap: GAPS[gap], gridTemplateColumns: columns }}>{children}</div>;
}

export function Tile({ children, compact }: TileProps): ReactElement {
  return <div className={compact === true ? 'tile compact' : 'tile'}>{children}</div>;
}

export function Divider(): ReactElement {
  return <hr />;
}

export function Accordion({ title, children, defaultOpen }: AccordionProps): ReactElement {
  return (
    <details className="accordion" open={defaultOpen}>
      <summary>{title}</summary>
      <div className="accordion-body">{children}</div>
    </details>
  );
}
