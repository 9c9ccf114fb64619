import type { PageLinkProps, PageTitleProps } from '@hubspot/ui-extensions/pages';
import type { ReactElement, ReactNode } from 'react';

export function PageTitle({ children }: PageTitleProps): ReactElement {
  return <h1>{children}</h1>;
}

/** The page's own address keeps the path behind `#`, so that it can be reloaded. */
export function PageLink({ to, children }: PageLinkProps): ReactElement {
  return <a href={`#${to}`}>{children}</a>;
}

/** HubSpot's package exports these two as well; our pages do not use them. */
export function PageHeader({ children }: { readonly children: ReactNode }): ReactElement {
  return <>{children}</>;
}

export function PageBreadcrumbs({ children }: { readonly children: ReactNode }): ReactElement {
  return <>{children}</>;
}
