/** A property of a ticket as HubSpot's API gives it, with its value. */
export interface Property {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly options: readonly { readonly label: string; readonly value: string }[];
  /** Empty where it has none. */
  readonly value: string;
}

export async function ticketProperties(ticketId: string, names: readonly string[]): Promise<readonly Property[]> {
  const [record, ...definitions] = await Promise.all([
    call<Readonly<{ properties: Readonly<Record<string, string | null>> }>>(
      `/crm/objects/2026-09/tickets/${ticketId}?properties=${names.join()}`,
    ),
    ...names.map((name) => call<Omit<Property, 'value'>>(`/crm/properties/2026-09/tickets/${name}`)),
  ]);
  return definitions.map((definition) => ({ ...definition, value: record.properties[definition.name] ?? '' }));
}

/** As the person, as HubSpot does it for whoever has the card open. */
export async function setProperty(ticketId: string, name: string, value: string, userId: string): Promise<void> {
  await call(`/crm/objects/2026-09/tickets/${ticketId}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json', 'X-Emulator-User': userId },
    body: JSON.stringify({ properties: { [name]: value } }),
  });
}

async function call<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const { accessToken } = (await (await fetch('/emulator/session')).json()) as { readonly accessToken: string };
  const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${accessToken}` };
  const response = await fetch(path, { ...init, headers });
  if (!response.ok) throw new Error(`${path}: ${String(response.status)}`);
  return (await response.json()) as Answer;
}
