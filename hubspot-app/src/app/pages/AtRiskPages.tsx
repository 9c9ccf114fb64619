import { hubspot } from '@hubspot/ui-extensions';
import { createPageRouter, PageRoutes } from '@hubspot/ui-extensions/pages';
import { CalendarPage } from './calendar/CalendarPage.tsx';
import { CasesPage } from './cases/CasesPage.tsx';
import { FinancePage } from './finance/FinancePage.tsx';
import { PageLayout } from './layout/PageLayout.tsx';
import { ReportsPage } from './reports/ReportsPage.tsx';

/** The app's page in HubSpot, with a route for each list. */
export const AtRiskPages = createPageRouter(
  <PageRoutes layoutComponent={PageLayout}>
    <PageRoutes.IndexRoute component={CasesPage} />
    <PageRoutes.Route path="/calendar" component={CalendarPage} />
    <PageRoutes.Route path="/finance" component={FinancePage} />
    <PageRoutes.Route path="/reports" component={ReportsPage} />
  </PageRoutes>,
);

hubspot.extend<'pages'>(() => <AtRiskPages />);
