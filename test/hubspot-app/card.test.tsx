import {
  Accordion,
  Alert,
  DateInput,
  EmptyState,
  ErrorState,
  Heading,
  Icon,
  LoadingButton,
  LoadingSpinner,
  Button,
  Tag,
  Text,
  DescriptionListItem,
  TableCell,
  TextArea,
} from '@hubspot/ui-extensions';
import { CrmPropertyList } from '@hubspot/ui-extensions/crm';
import { createRenderer, type Renderer } from '@hubspot/ui-extensions/testing';
import type { Act, CardAnswer } from '../../hubspot-app/src/app/backend/answers';
import { AtRiskCard } from '../../hubspot-app/src/app/cards/AtRiskCard';
import type { Shape } from '../../hubspot-app/src/app/cards/shape';
import { CANCELLING, WHAT_IF } from './answers';
import { Service } from './service';

const CARD = 'GET /app/cases/7';

type Card = Renderer<'crm.record.tab'>;

function show(service: Service, shape: Shape = 'wide'): Card {
  service.listen();
  const card = createRenderer('crm.record.tab');
  card.render(<AtRiskCard ticketId="7" shape={shape} />);
  return card;
}

async function shown(answer: Partial<CardAnswer> = {}, shape: Shape = 'wide'): Promise<Card> {
  const card = show(new Service().on(CARD, { ...CANCELLING, ...answer }), shape);
  await until(card, () => card.find(Heading));
  return card;
}

/** `check` throws until what it looks for is there. */
function until(card: Card, check: () => unknown): Promise<void> {
  return card.waitFor(() => {
    check();
  });
}

const textsOf = (card: Card): readonly (string | null)[] => card.findAll(Text).map(({ text }) => text);
const item = (card: Card, label: string): string | null => card.find(DescriptionListItem, { label }).text;
const withAct = (changes: Partial<Act>): Partial<CardAnswer> => ({
  acts: CANCELLING.acts.filter(({ act }) => act === 'rescind').map((act) => ({ ...act, ...changes })),
});

describe('the card on an At-Risk ticket', () => {
  it('says what is loading, then the client, the phase, what happens next and when', async () => {
    const card = show(new Service().on(CARD, CANCELLING));

    expect(card.find(LoadingSpinner).props.label).toBe('Loading the case');
    await until(card, () => card.find(Heading));
    expect(card.find(Heading).text).toBe('Harbor Dental Group');
    expect(item(card, 'Next date')).toBe('Dec 28, 2026');
    expect(item(card, 'What happens then')).toBe('The client becomes Cancelled');
    expect(item(card, 'Waits for')).toBe('Finance (1 step), the date');
  });

  it('shows the case as it is soon after someone has changed the ticket on the page', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    try {
      const renamed = { ...CANCELLING, client: { companyId: '20', name: 'Renamed Dental' } };
      const service = new Service().on(CARD, CANCELLING, CANCELLING, renamed);
      const card = show(service);
      await jest.advanceTimersByTimeAsync(100);
      expect(card.find(Heading).text).toBe('Harbor Dental Group');

      const [[properties, updated] = []] = card.mocks.actions.onCrmPropertiesUpdate.calls;
      expect([card.mocks.actions.onCrmPropertiesUpdate.callCount, properties]).toEqual([1, '*']);
      updated?.({ customer_saved: 'No' });
      updated?.({ rcm_cancellation_date: '2026-12-28' });
      expect(service.called).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(20_000);
      expect(service.called.map(({ method, path }) => `${method} ${path}`)).toEqual([CARD, CARD, CARD]);
      expect(card.find(Heading).text).toBe('Renamed Dental');
      await jest.advanceTimersByTimeAsync(600_000);
      expect(service.called).toHaveLength(3);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ticks what is done, and says of what is open who acts, with the rule', async () => {
    const card = await shown();

    expect(card.findAll(Heading).map(({ text }) => text)).toContain('What the SOP asks for (3 of 5 done)');
    expect(card.findAll(Icon).map(({ props }) => props.screenReaderText)).toEqual([
      'Done',
      'Done',
      'Done',
      'Open',
      'Open',
    ]);
    expect(card.findAll(Tag).map(({ text }) => text)).toEqual(['Finance', 'By itself', 'Finance only']);
    expect(textsOf(card)).toEqual(expect.arrayContaining(['SOP N3', 'SOP I1']));
  });

  it('has the timeline as a table where it is wide, and as lines in a sidebar', async () => {
    const cells = (await shown()).findAll(TableCell).map(({ text }) => text);
    const narrow = await shown({}, 'narrow');

    expect(cells.slice(0, 4)).toEqual([
      'Nov 20, 2026, 10:00 AM',
      'Set Client Status to Cancellation in Progress',
      'The service',
      'N7',
    ]);
    expect(narrow.findAll(TableCell)).toEqual([]);
    expect(textsOf(narrow)).toContain('Nov 20, 2026, 9:00 AM · Casey Success · N4');
  });

  it('X1: shows first what needs a person, and what to do', async () => {
    const card = await shown({
      attention: { code: 'x', sentence: 'Two companies.', whatToDo: 'Remove one.', who: 'clientSuccess' },
    });

    expect(card.find(Alert).props.title).toBe('Needs attention: Client Success');
    expect(card.find(Alert).text).toContain('Two companies. Remove one.');
  });

  it('shows the first lines of a long timeline, and all of them when asked', async () => {
    const many = Array.from({ length: 10 }, () => CANCELLING.timeline).flat();
    const card = await shown({ timeline: many });

    expect(card.findAll(TableCell)).toHaveLength(8 * 4);
    card.find(Button, ({ text }) => text === 'Show all 20').trigger('onClick');
    await until(card, () => {
      expect(card.findAll(TableCell)).toHaveLength(20 * 4);
    });
  });

  it('says how an ended case ended, and offers no date to try', async () => {
    const card = await shown({ outcome: { code: 'active', words: 'Active', at: '2026-12-28T05:00:00.000Z' } });

    expect(item(card, 'Ended')).toBe('Active on Dec 28, 2026');
    expect(card.maybeFind(DateInput)).toBeNull();
    expect(card.maybeFind(LoadingButton)).toBeNull();
  });

  it('says so while the service only observes', async () => {
    expect((await shown({ observes: true })).find(Alert).props.title).toBe('The service only observes');
  });
});

describe('what if, on the card', () => {
  it('shows what would follow from a date, what is missing for it, and what is wrong with it', async () => {
    const service = new Service().on(CARD, CANCELLING).on('GET /app/cases/7/what-if', WHAT_IF);
    const card = show(service);
    await until(card, () => card.find(DateInput));
    card.find(DateInput).trigger('onChange', { year: 2027, month: 0, date: 15 } as never);
    await until(card, () => item(card, 'Jan 15, 2027'));

    expect(service.called.at(-1)).toMatchObject({ method: 'GET', path: '/app/cases/7/what-if?date=2027-01-15' });
    expect(item(card, 'Jan 15, 2027')).toBe('The client becomes Cancelled (SOP N8)');
    expect(card.find(Alert).text).toContain('The date is past.');
    expect(textsOf(card)).toContain('The ETF note is missing.');
  });
});

describe('the acts on the card', () => {
  it('lead to the property in HubSpot where the person must be proved, with what they will do', async () => {
    const card = await shown();

    expect(card.findAll(Accordion).map(({ props }) => props.title)).toEqual([
      'Rescind the cancellation',
      'Approve closing',
    ]);
    expect(card.find(CrmPropertyList).props.properties).toEqual(['customer_saved']);
    expect(card.maybeFind(TextArea)).toBeNull();
    expect(textsOf(card)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('The client is saved, and monitored for 30 days.'),
        'Set Customer Saved to Yes.',
        expect.stringContaining('the history of the property shows that it was you'),
        'The Invoice Determination is not set yet.',
      ]),
    );
  });

  it('name the steps alone in a sidebar, where HubSpot has no list of properties for cards', async () => {
    const card = await shown({}, 'narrow');

    expect(card.maybeFind(CrmPropertyList)).toBeNull();
    expect(textsOf(card)).toContain('Set Customer Saved to Yes.');
  });

  it('ask for a reason where the service does them, and carry the same key when they are sent again', async () => {
    const service = new Service()
      .on(CARD, { ...CANCELLING, ...withAct({ way: { kind: 'here' } }) })
      .refuses('POST /app/cases/7/rescind', 503, { error: 'unavailable', message: 'Temporal does not answer.' });
    const card = show(service);
    await until(card, () => card.find(TextArea));
    const send = (): unknown => card.find(LoadingButton, ({ text }) => text === 'Rescind the cancellation');

    expect(send()).toMatchObject({ props: { disabled: true } });
    card.find(TextArea).trigger('onChange', 'They stay.' as never);
    await until(card, () => {
      expect(send()).toMatchObject({ props: { disabled: false } });
    });
    for (const calls of [2, 3]) {
      card.find(LoadingButton, ({ text }) => text === 'Rescind the cancellation').trigger('onClick');
      await until(card, () => {
        expect(service.called).toHaveLength(calls);
        expect(card.find(Alert).text).toContain('Temporal does not answer.');
      });
    }
    const bodies = service.called.slice(1).map(({ body }) => body);
    expect(bodies[0]).toEqual({ key: expect.stringMatching(/^[\w-]{16,64}$/), reason: 'They stay.' });
    expect(bodies[1]).toEqual(bodies[0]);
  });

  it('check again: reads HubSpot anew and shows what came of it', async () => {
    const service = new Service()
      .on(CARD, CANCELLING)
      .on('POST /app/cases/7/recheck', { ...CANCELLING, client: { companyId: '20', name: 'Renamed Dental' } });
    const card = show(service);
    await until(card, () => card.find(Heading));
    card.find(LoadingButton, ({ text }) => text === 'Check again').trigger('onClick');
    await until(card, () => {
      expect(card.find(Heading).text).toBe('Renamed Dental');
    });

    expect(service.called.at(-1)).toEqual({ method: 'POST', path: '/app/cases/7/recheck', body: undefined });
  });
});

describe('the card without a case', () => {
  it('says when it will appear', async () => {
    const card = show(new Service().refuses(CARD, 404, { error: 'noCase', message: 'There is no case for ticket 7.' }));
    await until(card, () => card.find(EmptyState));

    expect(card.find(EmptyState).props.title).toBe('No At-Risk case');
  });

  it('says that a case has just begun, and can be asked again', async () => {
    const card = show(new Service().on(CARD, { ...CANCELLING, asOf: null }, CANCELLING));
    await until(card, () => card.find(EmptyState));
    card.find(Button).trigger('onClick');
    await until(card, () => card.find(Heading));

    expect(card.find(Heading).text).toBe('Harbor Dental Group');
  });

  it.each([
    ['the service says no', { error: 'tooMany', message: 'Too many requests; try again in a minute.' }],
    [
      'HubSpot wraps that it says no',
      { responseBody: { error: 'tooMany', message: 'Too many requests; try again in a minute.' } },
    ],
  ])('shows why where %s, and tries again', async (_when, answer) => {
    const service = new Service().refuses(CARD, 429, answer as never);
    const card = show(service);
    await until(card, () => card.find(ErrorState));

    expect(textsOf(card)).toEqual(['Too many requests; try again in a minute.']);
    service.on(CARD, CANCELLING);
    card.find(Button).trigger('onClick');
    await until(card, () => card.find(Heading));
  });

  it('says in words that nothing answers', async () => {
    const card = show(new Service());
    await until(card, () => card.find(ErrorState));

    expect(textsOf(card)).toEqual([expect.stringContaining('does not answer at the moment')]);
  });
});
