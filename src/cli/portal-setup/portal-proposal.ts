import type { PortalConfig } from '../../config/portal';
import {
  proposeAnswer,
  proposeOption,
  proposePipeline,
  proposeProperty,
  proposeTeam,
  stagesOf,
  wantedPipelines,
  wantedProperties,
  type PortalSchema,
} from '../../hubspot';
import { CLIENT_STATUSES } from '../../sop/vocabulary/facts';

/**
 * A portal file proposed from what a portal has. What was not recognized stays a comment, so that the file is valid and a person sees
 * what is left to do. `portal`: the defaults, whose labels are searched for.
 */
export function portalProposal(
  portal: PortalConfig,
  schema: PortalSchema,
  teams: readonly { readonly name: string }[],
): string {
  const lines = [
    '# Proposed by at-risk prepare --from-portal, by labels alone. Review every line: a wrong one closes the wrong tickets.',
    '',
  ];
  lines.push(
    'ticket:',
    ...pipelineLines(portal, schema, 'ticket.pipeline'),
    ...propertyLines(portal, schema, 'ticket.properties.'),
  );
  lines.push(...answerLines(portal, schema), ...determinationLines(portal, schema));
  lines.push('', 'company:', ...propertyLines(portal, schema, 'company.properties.'), ...statusLines(portal, schema));
  lines.push('', 'supportRequests:', ...pipelineLines(portal, schema, 'supportRequests.pipeline'));
  lines.push(...propertyLines(portal, schema, 'supportRequests.properties.'), ...changeLines(portal, schema));
  lines.push(
    '',
    'sop:',
    ...teamLines('financeTeams', 'Finance', teams),
    ...teamLines('requesterTeams', 'Client Success', teams),
  );
  return `${lines.join('\n')}\n`;
}

function pipelineLines(portal: PortalConfig, schema: PortalSchema, key: string): readonly string[] {
  const wanted = wantedPipelines(portal).find((each) => each.key === key);
  if (wanted === undefined) return [];
  const { match, others } = proposePipeline(wanted, schema);
  if (match === undefined) {
    const known = others.length > 0 ? others : schema.pipelines;
    return [`  # pipeline: not found; the portal has ${known.map(({ label }) => quoted(label)).join(', ') || 'none'}`];
  }
  const [open, closed] = [stagesOf(match, 'open'), stagesOf(match, 'closed')];
  const [first] = open;
  const opened =
    key === 'ticket.pipeline' ? `  openStages: [${open.map(quoted).join(', ')}]` : `  newStage: ${quoted(first ?? '')}`;
  const all = match.stages.map(({ label }) => quoted(label)).join(', ');
  return [
    `  pipeline: ${quoted(match.label)}  # its stages: ${all}`,
    first === undefined ? '  # no stage of it is open' : opened,
    closed[0] === undefined ? '  # no stage of it is closed' : `  closedStage: ${quoted(closed[0])}`,
  ];
}

function propertyLines(portal: PortalConfig, schema: PortalSchema, prefix: string): readonly string[] {
  const lines = wantedProperties(portal)
    .filter(({ key }) => key.startsWith(prefix))
    .map((wanted) => {
      const key = wanted.key.slice(prefix.length);
      const { match, others } = proposeProperty(wanted, schema);
      const also = others.map(({ name, label }) => `${name} (${quoted(label)})`).join(', ');
      if (match === undefined) return `    # ${key}: not found${also === '' ? '' : `; perhaps ${also}`}`;
      return `    ${key}: ${match.name}  # ${quoted(match.label)}, ${match.fieldType}${also === '' ? '' : `; or ${also}`}`;
    });
  return ['  properties:', ...(lines.every((line) => line.startsWith('    #')) ? ['    {}', ...lines] : lines)];
}

/** All four questions share their options; the first question of the portal that is found says which. */
function answerLines(portal: PortalConfig, schema: PortalSchema): readonly string[] {
  const questions = wantedProperties(portal).filter(
    ({ key, options }) => key.startsWith('ticket.') && options.length === 2 && !key.endsWith('Determination'),
  );
  const found = questions.flatMap((wanted) => {
    const { match } = proposeProperty(wanted, schema);
    return match === undefined ? [] : [{ key: wanted.key.slice('ticket.properties.'.length), match }];
  });
  const checkboxes = found.filter(({ match }) => match.fieldType === 'booleancheckbox').map(({ key }) => key);
  const radio = found.find(({ match }) => match.fieldType !== 'booleancheckbox')?.match;
  const [yes, no] = radio === undefined ? [] : [proposeAnswer(radio, 'yes'), proposeAnswer(radio, 'no')];
  const lines = checkboxes.length > 0 ? [`  checkboxes: [${checkboxes.join(', ')}]`] : [];
  if (radio === undefined) return lines;
  if (yes === undefined || no === undefined)
    return [...lines, `  # write: which options of ${radio.name} mean Yes and No?`];
  return [
    ...lines,
    `  'yes': [${[...new Set([yes, 'Yes', 'true'])].map(quoted).join(', ')}]`,
    `  'no': [${[...new Set([no, 'No', 'false'])].map(quoted).join(', ')}]`,
    `  write: { 'yes': ${quoted(yes)}, 'no': ${quoted(no)} }`,
  ];
}

function optionLines(
  { portal, schema }: { readonly portal: PortalConfig; readonly schema: PortalSchema },
  heading: string,
  propertyKey: string,
  options: Readonly<Record<string, string>>,
): readonly string[] {
  const wanted = wantedProperties(portal).find(({ key }) => key === propertyKey);
  const match = wanted && proposeProperty(wanted, schema).match;
  if (match === undefined) return [];
  const lines = Object.entries(options).map(([key, text]) => {
    const value = proposeOption(match, text);
    return value === undefined
      ? `    # ${key}: no option of ${match.name} is like ${quoted(text)}`
      : `    ${key}: ${quoted(value)}`;
  });
  return [`  ${heading}:`, ...(lines.every((line) => line.startsWith('    #')) ? ['    {}', ...lines] : lines)];
}

function determinationLines(portal: PortalConfig, schema: PortalSchema): readonly string[] {
  return optionLines(
    { portal, schema },
    'determinations',
    'ticket.properties.invoiceDetermination',
    portal.ticket.determinations,
  );
}

function statusLines(portal: PortalConfig, schema: PortalSchema): readonly string[] {
  const statuses = Object.fromEntries(CLIENT_STATUSES.map((status) => [status, status]));
  return [
    ...optionLines({ portal, schema }, 'statuses', 'company.properties.clientStatus', statuses),
    ...optionLines({ portal, schema }, 'serviceLines', 'company.properties.serviceLine', portal.company.serviceLines),
  ];
}

function changeLines(portal: PortalConfig, schema: PortalSchema): readonly string[] {
  const { form, changes } = portal.supportRequests;
  const [, formLine = ''] = optionLines({ portal, schema }, '', 'supportRequests.properties.form', { form });
  const ofForm = formLine.startsWith('    form') ? [formLine.slice(2)] : [];
  return [
    ...ofForm,
    ...optionLines({ portal, schema }, 'changes', 'supportRequests.properties.requestedChange', changes),
  ];
}

function teamLines(key: string, wanted: string, teams: readonly { readonly name: string }[]): readonly string[] {
  const match = proposeTeam(teams, wanted);
  const all = teams.map(({ name }) => quoted(name)).join(', ') || 'none';
  return [
    match === undefined
      ? `  # ${key}: no team is like ${quoted(wanted)}; the portal has ${all}`
      : `  ${key}: [${quoted(match)}]`,
  ];
}

/** JSON is YAML. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
