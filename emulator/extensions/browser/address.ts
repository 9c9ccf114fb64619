/** A record of HubSpot has the same path in the emulator: `https://app.hubspot.com/contacts/1/record/0-5/7` → `/contacts/1/record/0-5/7`. */
export function addressHere(url: string): string {
  const { host, pathname } = new URL(url, window.location.href);
  return host === 'app.hubspot.com' ? pathname : url;
}
