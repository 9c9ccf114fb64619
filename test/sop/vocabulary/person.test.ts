import { peopleIn, personText, withNames } from '../../../src/sop/vocabulary/person';

describe('a person in a text of this service', () => {
  const text = `${personText('5001')} asked, and ${personText('5003')} agreed with ${personText('5001')}.`;

  it('is an id in a decision, since names have no place in a history', () => {
    expect(personText('5001')).toBe('HubSpot user 5001');
    expect(peopleIn(text)).toEqual(['5001', '5003']);
    expect(peopleIn('HubSpot users 5001, HubSpot user x')).toEqual([]);
  });

  it('gets a name where the text becomes a note, and stays an id without one', () => {
    expect(withNames(text, new Map([['5001', 'Casey']]))).toBe('Casey asked, and HubSpot user 5003 agreed with Casey.');
  });

  it('begins a sentence with a capital where it has no name', () => {
    const names = new Map([['5001', 'a person whom HubSpot does not list (id 5001)']]);
    expect(withNames(`${personText('5001')} and ${personText('5001')}`, names)).toBe(
      'A person whom HubSpot does not list (id 5001) and a person whom HubSpot does not list (id 5001)',
    );
  });
});
