import { Flex, List, Text } from '@hubspot/ui-extensions';
import { CrmPropertyList } from '@hubspot/ui-extensions/crm';
import type { ReactElement } from 'react';
import type { Shape } from './shape.ts';

interface ActInHubSpotProps {
  readonly steps: readonly string[];
  /** Internal names of the ticket's properties to set; none where the act is done by a form. */
  readonly properties: readonly string[];
  readonly shape: Shape;
}

/**
 * An act that needs a proved person: done in HubSpot's own property, whose history names who set it. In a sidebar HubSpot offers no
 * list of properties to cards; there the ticket's own sidebar has them.
 */
export function ActInHubSpot({ steps, properties, shape }: ActInHubSpotProps): ReactElement {
  return (
    <Flex direction="column" gap="small">
      <List variant="ordered-styled">
        {steps.map((step) => (
          <Text key={step}>{step}</Text>
        ))}
      </List>
      {properties.length > 0 && (
        <>
          {shape === 'wide' && <CrmPropertyList properties={[...properties]} direction="row" />}
          <Text variant="microcopy">
            You do this in HubSpot itself, so that the history of the property shows that it was you. The service
            follows within seconds.
          </Text>
        </>
      )}
    </Flex>
  );
}
