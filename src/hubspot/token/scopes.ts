/** Scopes that the app needs, as docs/operations.md explains them; where HubSpot has two names for one, both count. */
export const REQUIRED_SCOPES: readonly string[] = [
  'tickets',
  'crm.objects.companies.read',
  'crm.objects.companies.write',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.invoices.read',
  'crm.objects.owners.read',
  'files',
  'files.ui_hidden.read',
  'sales-email-read',
  'settings.users.read',
  'settings.users.teams.read',
];

/** The required ones that are not granted. */
export function missingScopes(granted: readonly string[]): readonly string[] {
  return REQUIRED_SCOPES.filter((scope) => !granted.includes(scope));
}
