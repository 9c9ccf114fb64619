import '../../../hubspot-app/src/app/cards/AtRiskCard';
import { show } from './host';

show();
