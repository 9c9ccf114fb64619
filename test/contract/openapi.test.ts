import { loadContracts } from './openapi';

const contracts = loadContracts();
const describeIfDocumented = contracts === undefined ? describe.skip : describe;

describeIfDocumented('the contract kit', () => {
  const TICKET = {
    id: '1',
    properties: { subject: null },
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    archived: false,
  };

  it('finds nothing wrong with what is as documented', () => {
    const url = '/crm/v3/objects/tickets/1?properties=subject%2Ccontent&archived=false';
    expect(contracts?.checkRequest('GET', url, undefined)).toStrictEqual([]);
    expect(contracts?.checkResponse('GET', url, 200, TICKET)).toStrictEqual([]);
  });

  it('takes the document of the object before the one of all objects', () => {
    expect(contracts?.operationOf('PATCH', '/crm/v3/objects/tickets/1')).toBe(
      'PATCH /crm/v3/objects/tickets/{ticketId}',
    );
    expect(contracts?.operationOf('PATCH', '/crm/v3/objects/0-5/1')).toBe(
      'PATCH /crm/v3/objects/{objectType}/{objectId}',
    );
    expect(contracts?.operationOf('GET', 'https://api.hubapi.com/crm/v3/owners/?limit=1')).toBe('GET /crm/v3/owners');
  });

  it('says that an operation, a status, a parameter or a field is not documented', () => {
    expect(contracts?.checkRequest('GET', '/crm/v9/nothing', undefined)).toStrictEqual([
      'GET /crm/v9/nothing is in no document',
    ]);
    expect(contracts?.checkResponse('GET', '/crm/v3/objects/tickets/1', 202, {})).toHaveLength(1);
    expect(
      contracts?.checkRequest('GET', '/crm/v3/objects/tickets/1?nonsense=1&archived=perhaps', undefined),
    ).toHaveLength(2);
    expect(contracts?.checkResponse('GET', '/crm/v3/objects/tickets/1', 200, { ...TICKET, more: 1 })).toStrictEqual([
      'answer 200 of GET /crm/v3/objects/tickets/{ticketId}: body has more, which is not documented',
    ]);
  });

  it('says that a value is of the wrong kind or missing', () => {
    expect(
      contracts?.checkResponse('GET', '/crm/v3/objects/tickets/1', 200, { ...TICKET, properties: { subject: 7 } }),
    ).toHaveLength(1);
    expect(contracts?.checkRequest('PATCH', '/crm/v3/objects/tickets/1', undefined)).toHaveLength(1);
    expect(contracts?.checkRequest('PATCH', '/crm/v3/objects/tickets/1', {})).toHaveLength(1);
    expect(
      contracts?.checkResponse('GET', '/crm/v3/objects/tickets/1', 404, { status: 'error', message: 'gone' }),
    ).toHaveLength(2);
  });
});
