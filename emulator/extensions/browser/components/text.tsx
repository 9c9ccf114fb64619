import type {
  DescriptionListItemProps,
  DescriptionListProps,
  HeadingProps,
  LinkProps,
  ListProps,
  TextProps,
} from '@hubspot/ui-extensions';
import { Children, type ReactElement } from 'react';
import { addressHere } from '../address';

const WEIGHTS = { regular: 400, demibold: 600, bold: 700 } as const;

export function Text({ children, variant, inline, format = {} }: TextProps): ReactElement {
  const Tag = inline === true ? 'span' : 'div';
  const style = { fontWeight: WEIGHTS[format.fontWeight ?? 'regular'], fontStyle: format.italic ? 'italic' : 'normal' };
  return (
    <Tag className={variant === 'microcopy' ? 'microcopy' : 'text'} style={style}>
      {children}
    </Tag>
  );
}

export function Heading({ children }: HeadingProps): ReactElement {
  return <h2>{children}</h2>;
}

export function Link({ children, href }: LinkProps): ReactElement {
  const url = typeof href === 'string' ? href : href.url;
  return (
    <a href={addressHere(url)} target="_top">
      {children}
    </a>
  );
}

export function List({ children, variant }: ListProps): ReactElement {
  const Tag = variant?.startsWith('ordered') === true ? 'ol' : 'ul';
  return (
    <Tag className="list">
      {Children.map(children, (child) => (
        <li>{child}</li>
      ))}
    </Tag>
  );
}

export function DescriptionList({ children, direction = 'column' }: DescriptionListProps): ReactElement {
  return <dl className={`description ${direction}`}>{children}</dl>;
}

export function DescriptionListItem({ children, label }: DescriptionListItemProps): ReactElement {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
