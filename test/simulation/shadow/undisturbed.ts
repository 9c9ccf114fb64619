import type { Deed, Scenario } from '../scenario';

/**
 * Whether people only do their part of the SOP on one ticket. What the service did itself they cannot undo where it did nothing, a
 * second ticket shares its company, and a command is refused while it only observes.
 */
export function isUndisturbed({ acts }: Scenario): boolean {
  const deeds = acts.map(({ deed }) => deed);
  const opened = deeds.filter(({ kind }) => kind === 'openTicket').length;
  return (
    opened === 1 && deeds.every(isOwnPart) && !deeds.some((deed, index) => isRepeated(deed, deeds.slice(0, index)))
  );
}

/** An approval that the service would have taken back, and that is given again, is in HubSpot no change where it is still there. */
function isRepeated(deed: Deed, before: readonly Deed[]): boolean {
  if (deed.kind !== 'set' || deed.property === 'customer_saved') return false;
  const last = before.findLast((each) => each.kind === 'set' && each.property === deed.property);
  return last?.kind === 'set' && last.value === deed.value;
}

const OF_THE_SOP: readonly Deed['kind'][] = [
  'openTicket',
  'date',
  'attachFile',
  'etfNote',
  'fillEtfNote',
  'removeNote',
  'note',
  'invoice',
  'ticketInvoice',
  'recheck',
  'nonsense',
];

function isOwnPart(deed: Deed): boolean {
  return deed.kind === 'set' ? deed.property !== 'stage' : OF_THE_SOP.includes(deed.kind);
}
