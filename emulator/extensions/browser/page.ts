import '../../../hubspot-app/src/app/pages/AtRiskPages';
import { show } from './host';

show();
