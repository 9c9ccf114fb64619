export { atRiskCase } from './case/at-risk-case';
export { audit } from './audit';
export { digest, digestOfDay } from './digest';
export { intake } from './intake';
export { sweep } from './sweep';
export { supportRequest } from './support-request';
export { workAfterCancellation } from './work-after-cancellation';
