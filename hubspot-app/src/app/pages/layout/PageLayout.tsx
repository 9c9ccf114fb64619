import { Divider, Flex, Text } from '@hubspot/ui-extensions';
import { PageLink, usePageRoute, type PageRoutesLayoutProps } from '@hubspot/ui-extensions/pages';
import type { ReactElement } from 'react';

const LISTS = [
  ['/', 'All cases'],
  ['/calendar', 'Calendar'],
  ['/finance', 'Finance'],
  ['/reports', 'Reports'],
] as const;

/** The same links above every list. */
export function PageLayout({ children }: PageRoutesLayoutProps): ReactElement {
  const { path } = usePageRoute();
  return (
    <Flex direction="column" gap="medium">
      <Flex direction="row" gap="large" wrap>
        {LISTS.map(([to, label]) =>
          to === path ? (
            <Text key={to} format={{ fontWeight: 'bold' }}>
              {label}
            </Text>
          ) : (
            <PageLink key={to} to={to}>
              {label}
            </PageLink>
          ),
        )}
      </Flex>
      <Divider />
      {children}
    </Flex>
  );
}
