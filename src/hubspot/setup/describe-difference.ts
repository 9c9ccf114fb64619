import { SENSITIVE_SCOPES } from '../portal/portal-fit';
import type { Difference } from './differences';
import type { WantedProperty } from './wanted';

/** What a difference is, and what a person does about it: a sentence each, without names of people. */
export function describeDifference(difference: Difference): { readonly what: string; readonly whatToDo: string } {
  const { wanted } = difference;
  switch (difference.kind) {
    case 'missingProperty':
      return {
        what: `the ${difference.wanted.object} property ${wanted.name} does not exist`,
        whatToDo: `Run at-risk prepare --apply, which creates it, or name the property that you use as ${wanted.key} in the portal file.`,
      };
    case 'sensitive':
      return {
        what: `the ${difference.wanted.object} property ${wanted.name} holds sensitive data, which HubSpot shows only to an app with the scope ${SENSITIVE_SCOPES[difference.wanted.object][difference.sensitivity]}`,
        whatToDo: `This service asks for no such data. Name a property whose data is not marked as sensitive as ${wanted.key} in the portal file.`,
      };
    case 'wrongType':
      return {
        what: `the ${difference.wanted.object} property ${wanted.name} has the type ${difference.found}, and must be ${TYPE_WORDS[difference.wanted.kind]}`,
        whatToDo: `HubSpot does not change a property's type once it holds values. Name another property as ${wanted.key} in the portal file; at-risk prepare --apply creates it.`,
      };
    case 'readOnly':
      return {
        what: `the ${difference.wanted.object} property ${wanted.name} is calculated by HubSpot and cannot be set`,
        whatToDo: `Name a property that people can edit as ${wanted.key} in the portal file.`,
      };
    case 'missingOptions':
      return {
        what: `the ${difference.wanted.object} property ${wanted.name} has no option ${list(difference.options)}`,
        whatToDo: `${inSettings(difference.wanted)}, and add the option, or name the option's internal value that you use in the portal file.`,
      };
    case 'hiddenOptions':
      return {
        what: `the ${difference.wanted.object} property ${wanted.name} hides its option ${list(difference.options)}, so nobody can choose it`,
        whatToDo: `${inSettings(difference.wanted)}, and show the option in forms and records.`,
      };
    case 'missingPipeline':
      return {
        what: `there is no ticket pipeline "${wanted.name}"`,
        whatToDo: isId(wanted.name)
          ? `It is an id that the portal does not have. Name the pipeline by its label as ${wanted.key} in the portal file.`
          : `Run at-risk prepare --apply, which creates it, or name the pipeline that you use as ${wanted.key} in the portal file.`,
      };
    case 'missingStage':
      return {
        what: `the ticket pipeline "${wanted.name}" has no stage "${difference.stage.name}"`,
        whatToDo: isId(difference.stage.name)
          ? `It is an id that the pipeline does not have. Name the stage by its label as ${difference.stage.key} in the portal file.`
          : `Run at-risk prepare --apply, which creates it, or name the stage that you use as ${difference.stage.key} in the portal file.`,
      };
    case 'wrongState':
      return {
        what: `the stage "${difference.stage.name}" of the ticket pipeline "${wanted.name}" is not ${difference.stage.state} in HubSpot`,
        whatToDo: `In HubSpot: Settings → Objects → Tickets → Pipelines → ${wanted.name} → the stage → Ticket status: ${difference.stage.state === 'open' ? 'Open' : 'Closed'}. Or name another stage as ${difference.stage.key} in the portal file.`,
      };
  }
}

/** HubSpot's ids of pipelines and stages are digits; only labels can be given to new ones. */
export function isId(name: string): boolean {
  return /^\d+$/.test(name);
}

const TYPE_WORDS: Readonly<Record<WantedProperty['kind'], string>> = {
  choice: 'a list of options (radio select or dropdown)',
  choices: 'a list of options of which several can be chosen (multiple checkboxes)',
  checkbox: 'a single checkbox',
  date: 'a date (date picker)',
  datetime: 'a date and time (date and time picker)',
  text: 'a text',
};

function inSettings({ object, name }: WantedProperty): string {
  return `In HubSpot: Settings → Properties → ${object === 'ticket' ? 'Ticket' : 'Company'} properties → ${name} → Edit → Field type`;
}

function list(options: readonly string[]): string {
  return options.map((option) => `"${option}"`).join(', ');
}
