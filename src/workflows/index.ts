export { atRiskCase } from './at-risk-case';
export { intake } from './intake';
export { workAfterCancellation } from './work-after-cancellation';
