/** Where the SOP leaves a choice to the portal, in the words of RULES. */
export interface SopChoices {
  readonly timeZone: string;
  readonly monitoringDays: number;
  readonly closeSavedTicket: 'on-save' | 'after-monitoring';
  readonly cancellationApproval: 'person' | 'automatic';
  readonly cancellationHour: number;
  readonly rescindedClient: 'monitor' | 'active';
  readonly datePastDays: number;
  readonly dateFutureYears: number;
  readonly ownerMayApprove: boolean;
  readonly reopenings: number;
  readonly reopenIncomplete: boolean;
  readonly checklist: readonly { readonly key: string }[];
  /** X2: minutes; 60 unless the portal says otherwise. */
  readonly correctionMinutes?: number;
}

export function correctionMs({ correctionMinutes = 60 }: SopChoices): number {
  return correctionMinutes * 60_000;
}
