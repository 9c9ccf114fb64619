import { describeWrite } from '../decision/describe';
import type { SupportStep } from './support-decision';

/** C3: one step of applying a request, in one line for people. */
export function describeStep(step: SupportStep): string {
  switch (step.kind) {
    case 'updateTicket':
    case 'updateNote':
      return describeWrite(step);
    case 'addNote':
      return `note on the support ticket (${step.reference})`;
    case 'explainChange':
      return `explanation on At-Risk ticket ${step.ticketId} (${step.reference})`;
    case 'tellCase':
      return `signal the case of At-Risk ticket ${step.ticketId}`;
    case 'awaitClosing':
      return `waits until At-Risk ticket ${step.ticketId} is closed`;
    case 'closeRequest':
      return 'support ticket closed';
  }
}
