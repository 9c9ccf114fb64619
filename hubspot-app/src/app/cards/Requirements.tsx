import type { CardRequirement } from '@at-risk/backend/answers.ts';
import { WHO } from '@at-risk/backend/words.ts';
import { Flex, Heading, Icon, Tag, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** What the SOP asks for, in its order: done, or open with who acts. */
export function Requirements({ requirements }: { readonly requirements: readonly CardRequirement[] }): ReactElement {
  const done = requirements.filter((requirement) => requirement.done).length;
  return (
    <Flex direction="column" gap="small">
      <Heading>
        What the SOP asks for ({done} of {requirements.length} done)
      </Heading>
      {requirements.map((requirement) => (
        <Requirement key={`${requirement.code} ${requirement.sentence}`} requirement={requirement} />
      ))}
    </Flex>
  );
}

function Requirement({ requirement }: { readonly requirement: CardRequirement }): ReactElement {
  const { done, sentence, rule, who } = requirement;
  return (
    <Flex direction="row" gap="small" align="start">
      {done ? (
        <Icon name="checkCircle" color="success" screenReaderText="Done" />
      ) : (
        <Icon name="circleHollow" color={who === 'calendar' ? 'inherit' : 'warning'} screenReaderText="Open" />
      )}
      <Flex direction="column" gap="flush">
        <Text format={{ fontWeight: done ? 'regular' : 'demibold' }}>
          {sentence}{' '}
          {!done && (
            <Tag inline variant={who === 'calendar' ? 'default' : 'warning'}>
              {WHO[who]}
            </Tag>
          )}
        </Text>
        <Text variant="microcopy">SOP {rule}</Text>
      </Flex>
    </Flex>
  );
}
