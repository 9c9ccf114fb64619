import type { Cause } from './cause';
import { HUBSPOT } from './hubspot';
import { PARTS_AWAY } from './parts-away';
import { SWEEP_AND_AUDIT } from './sweep-and-audit';
import { WEBHOOKS } from './webhooks';
import { WORKFLOWS } from './workflows';

/** For each alert of `deploy/prometheus/at-risk.rules.yaml` what makes it fire, in the order in which they are brought about. */
export const CAUSES: readonly Cause[] = [...SWEEP_AND_AUDIT, ...PARTS_AWAY, ...WEBHOOKS, ...HUBSPOT, ...WORKFLOWS];
