import type { TableCellProps, TableElementProps, TableHeaderProps, TableProps } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** It may be wider than the place that it has; then it scrolls, also by keyboard. */
export function Table({ children, density = 'default' }: TableProps): ReactElement {
  return (
    <div className="table" tabIndex={0} role="group" aria-label="Table">
      <table className={density}>{children}</table>
    </div>
  );
}

export function TableHead({ children }: TableElementProps): ReactElement {
  return <thead>{children}</thead>;
}

export function TableBody({ children }: TableElementProps): ReactElement {
  return <tbody>{children}</tbody>;
}

export function TableRow({ children }: TableElementProps): ReactElement {
  return <tr>{children}</tr>;
}

export function TableHeader(props: TableHeaderProps): ReactElement {
  const { children, align = 'left', width } = props;
  if (!('onSortChange' in props)) {
    return (
      <th scope="col" className={classOf(align, width)} style={typeof width === 'number' ? { width } : {}}>
        {children}
      </th>
    );
  }
  const { sortDirection, onSortChange } = props;
  return (
    <th scope="col" className={align} aria-sort={sortDirection}>
      <button
        type="button"
        onClick={() => {
          onSortChange(sortDirection === 'ascending' ? 'descending' : 'ascending');
        }}
      >
        {children}
        <span aria-hidden="true">{sortDirection === 'none' ? ' ↕' : sortDirection === 'ascending' ? ' ↑' : ' ↓'}</span>
      </button>
    </th>
  );
}

export function TableCell({ children, align = 'left', width, colSpan }: TableCellProps): ReactElement {
  return (
    <td className={classOf(align, width)} colSpan={colSpan}>
      {children}
    </td>
  );
}

/** HubSpot's words for a width; a number is one of pixels. */
function classOf(align: string, width: TableHeaderProps['width']): string {
  return typeof width === 'string' ? `${align} ${width}` : align;
}
