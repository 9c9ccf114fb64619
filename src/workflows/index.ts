export { atRiskCase } from './at-risk-case';
export { intake } from './intake';
export { supportRequest } from './support-request';
