import {
  BarChart,
  Button,
  EmptyState,
  ErrorState,
  Heading,
  LineChart,
  Link,
  LoadingButton,
  SearchInput,
  Select,
  StatisticsItem,
  TableCell,
  TableHeader,
  Text,
} from '@hubspot/ui-extensions';
import { PageLink, PageTitle } from '@hubspot/ui-extensions/pages';
import { createRenderer, type Renderer } from '@hubspot/ui-extensions/testing';
import { AtRiskPages } from '../../hubspot-app/src/app/pages/AtRiskPages';
import { CALENDAR, CASES, FINANCE, REPORTS } from './answers';
import { Service } from './service';

type Page = Renderer<'pages'>;

function service(): Service {
  return new Service()
    .on('GET /app/cases', CASES)
    .on('GET /app/calendar', CALENDAR)
    .on('GET /app/finance', FINANCE)
    .on('GET /app/reports', REPORTS);
}

/** A page at a path, once it shows its title. */
async function open(path: string, from: Service = service()): Promise<Page> {
  from.listen();
  const page = createRenderer('pages');
  page.mocks.setPageLocation({ path, params: {} });
  page.render(<AtRiskPages />);
  await until(page, () => page.find(PageTitle));
  return page;
}

function until(page: Page, check: () => unknown): Promise<void> {
  return page.waitFor(() => {
    check();
  });
}

const cellsOf = (page: Page): readonly (string | null)[] => page.findAll(TableCell).map(({ text }) => text);
const textsOf = (page: Page): readonly (string | null)[] => page.findAll(Text).map(({ text }) => text);
const lastPath = ({ called }: Service): string | undefined => called.at(-1)?.path;

describe('the app’s page', () => {
  it('has a link to each list, but for the one that is shown', async () => {
    const page = await open('/finance');

    expect(page.findAll(PageLink).map(({ props }) => props.to)).toEqual(['/', '/calendar', '/reports']);
  });

  it('says what is wrong where the service does not answer, and tries again', async () => {
    const from = new Service().refuses('GET /app/finance', 503, { error: 'unavailable', message: 'Temporal is away.' });
    const page = await open('/finance', from);
    await until(page, () => page.find(ErrorState));
    expect(textsOf(page)).toContain('Temporal is away.');

    from.on('GET /app/finance', FINANCE);
    page.find(Button).trigger('onClick');
    await until(page, () => page.find(TableCell));
  });
});

describe('all cases', () => {
  it('begin with what needs attention, each with client, phase, what it waits for, dates and owner', async () => {
    const from = service();
    const page = await open('/', from);
    await until(page, () => page.find(TableCell));

    expect(lastPath(from)).toBe('/app/cases?status=open&sort=attention');
    expect(
      page
        .findAll(TableCell)
        .slice(6, 12)
        .map(({ text }) => text)[3],
    ).toBe('Nov 20, 2026');
    expect(textsOf(page)).toEqual(
      expect.arrayContaining([
        '1–4 of 105',
        'The ticket has two companies',
        'Finance approval (Finance)',
        'Dec 15, 2026',
      ]),
    );
  });

  it('open the ticket in HubSpot by the client’s name, or the company’s id where names are off', async () => {
    const page = await open('/');
    await until(page, () => page.find(Link));
    const links = page.findAll(Link);

    expect(links.map(({ text }) => text)).toEqual([
      'Lakeside Orthodontics',
      'Harbor Dental Group',
      'Bay Family Dental',
      'Company 23',
    ]);
    expect(links[1]?.props.href).toMatch(/^https:\/\/app\.hubspot\.com\/contacts\/\d+\/record\/0-5\/7$/);
  });

  it('are searched by client once the person pauses, filtered by phase and by who must act, and sorted', async () => {
    const from = service();
    const page = await open('/', from);
    await until(page, () => page.find(TableCell));
    page.find(SearchInput).trigger('onInput', 'harbor' as never);
    await until(page, () => {
      expect(lastPath(from)).toContain('search=harbor');
    });
    page.find(Select, { name: 'phase' }).trigger('onChange', 'cancelling' as never);
    page.find(Select, { name: 'who' }).trigger('onChange', 'finance' as never);
    await until(page, () => {
      expect(lastPath(from)).toContain('phase=cancelling&who=finance');
    });
    await until(page, () => page.find(TableHeader));
    page.find(TableHeader, ({ text }) => text === 'Next date').trigger('onSortChange' as never, 'ascending' as never);
    await until(page, () => {
      expect(lastPath(from)).toContain('sort=next');
    });
    expect(page.find(TableHeader, ({ text }) => text === 'Next date').props.sortDirection).toBe('ascending');
  });

  it('are turned 100 at a time, forth and back, and from the first again after a filter', async () => {
    const from = service();
    const page = await open('/', from);
    await until(page, () => page.find(TableCell));
    const turn = (label: string): void => {
      page.find(Button, ({ text }) => text === label).trigger('onClick');
    };
    turn('Next 100');
    await until(page, () => {
      expect(lastPath(from)).toContain('cursor=page-2');
      page.find(Text, ({ text }) => text === '101–104 of 105');
    });
    turn('Previous 100');
    await until(page, () => {
      expect(lastPath(from)).not.toContain('cursor');
    });
    turn('Next 100');
    page.find(Select, { name: 'shown' }).trigger('onChange', 'attention' as never);
    await until(page, () => {
      expect(lastPath(from)).toContain('attention=any');
      expect(lastPath(from)).not.toContain('cursor');
    });
  });

  it('say that none fits', async () => {
    const page = await open('/', service().on('GET /app/cases', { ...CASES, rows: [], total: 0, cursor: null }));
    await until(page, () => page.find(EmptyState));

    expect(page.find(EmptyState).props.title).toBe('No case fits');
  });

  it('are copied as CSV with the filters that are set', async () => {
    const from = service().on('GET /app/cases.csv', { fileName: 'cases.csv', text: 'client\r\nHarbor\r\nBay\r\n' });
    const page = await open('/', from);
    await until(page, () => page.find(TableCell));
    page.find(LoadingButton).trigger('onClick');
    await until(page, () => {
      expect(page.mocks.actions.addAlert.called).toBe(true);
    });

    expect(lastPath(from)).toBe('/app/cases.csv?status=open&sort=attention');
    expect(page.mocks.actions.copyTextToClipboard.calls).toEqual([['client\r\nHarbor\r\nBay\r\n']]);
    expect(page.mocks.actions.addAlert.calls).toEqual([
      [{ type: 'success', message: '2 rows copied as CSV. Paste into a spreadsheet.' }],
    ]);
  });
});

describe('the calendar', () => {
  it('shows week by week who is cancelled and who becomes Active', async () => {
    const page = await open('/calendar');
    await until(page, () => page.find(Heading));

    expect(page.findAll(Heading).map(({ text }) => text)).toEqual([
      'Week of Dec 14, 2026: 2 clients',
      'Week of Dec 28, 2026: 1 client',
    ]);
    expect(cellsOf(page).filter((_cell, index) => index % 5 === 0)).toEqual([
      'Dec 15, 2026',
      'Dec 18, 2026',
      'Dec 28, 2026',
    ]);
  });

  it('asks for the period that is chosen, from today', async () => {
    const from = service().on('GET /app/calendar', { ...CALENDAR, entries: [] });
    const page = await open('/calendar', from);
    await until(page, () => page.find(EmptyState));
    page.find(Select).trigger('onChange', 14 as never);
    const days = (): number => {
      const query = new URLSearchParams(lastPath(from)?.split('?')[1]);
      return (Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '')) / 86_400_000;
    };
    await until(page, () => {
      expect(days()).toBe(14);
    });

    expect(textsOf(page)).toContain('No client is cancelled or becomes Active until Jan 27, 2027.');
  });
});

describe('Finance’s queue', () => {
  it('I1: says of each held ticket since when, what Finance is asked for, and what is owed', async () => {
    const page = await open('/finance');
    await until(page, () => page.find(TableCell));

    expect(cellsOf(page).slice(1, 2)).toEqual(['Nov 20, 2026']);
    expect(textsOf(page)).toContain('The determination of the invoice (Finance)');
    expect(textsOf(page).join()).not.toContain('ETF');
    expect(cellsOf(page).slice(3)).toEqual(['2', '1,890.50', 'Casey Success']);
  });

  it('says that nothing waits', async () => {
    const page = await open('/finance', service().on('GET /app/finance', { ...FINANCE, rows: [] }));
    await until(page, () => page.find(EmptyState));

    expect(page.find(EmptyState).props.title).toBe('Nothing waits for Finance');
  });
});

describe('the reports', () => {
  it('show how many are saved and stay, how long tickets take, and what holds them up', async () => {
    const page = await open('/reports');
    await until(page, () => page.find(StatisticsItem));

    expect(page.findAll(StatisticsItem).map(({ props }) => [props.label, props.number])).toEqual([
      ['Saved', '65%'],
      ['Still saved after 30 days', '93%'],
      ['Still saved after 90 days', '82%'],
      ['Still saved after 180 days', '–'],
      ['Days to close (median)', '4.2'],
    ]);
    expect(page.find(LineChart).props.data).toEqual([
      { month: 'Aug 2026', saved: 55 },
      { month: 'Sep 2026', saved: 60 },
      { month: 'Nov 2026', saved: 73 },
    ]);
    expect(page.findAll(BarChart).map(({ props }) => props.data)).toEqual([
      [
        { words: 'Client Success', count: 14 },
        { words: 'Finance', count: 6 },
        { words: 'The calendar', count: 31 },
      ],
      [
        { words: 'The end of the monitoring period', count: 22 },
        { words: 'The ETF note', count: 9 },
        { words: 'Finance approval', count: 6 },
      ],
    ]);
    expect(textsOf(page)).toContain('Reports know the cases that ended since Feb 2, 2026.');
  });
});
