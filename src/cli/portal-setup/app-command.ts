import { Command, InvalidArgumentError } from 'commander';
import { cliSettings, isWebhookUrl } from '../../config/env';
import { loadPortalConfig } from '../../config/portal';
import { SettingsError } from '../../config/settings-error';
import { WEBHOOK_PATH, appProject } from '../../hubspot';
import { NotDoneError } from '../output/exit';
import { print } from '../output/terminal';
import { planOf, writeProject } from './project-folder';

interface AppOptions {
  readonly targetUrl?: string;
  readonly out: string;
  readonly force?: boolean;
}

export const APP_FOLDER = 'hubspot-app';

export function appCommand(): Command {
  return new Command('app')
    .description("writes the HubSpot app as a project of HubSpot's developer platform, for `hs project upload`")
    .option(
      '--target-url <url>',
      `where HubSpot sends webhooks (default: BRIDGE_PUBLIC_URL with ${WEBHOOK_PATH})`,
      targetUrl,
    )
    .option('--out <folder>', 'the folder of the project', APP_FOLDER)
    .option('--force', 'also overwrite files that were edited')
    .addHelpText(
      'after',
      `
Scopes and webhook subscriptions are exactly those that the service needs, with the property names of the portal file
(AT_RISK_PORTAL_CONFIG). The card and the page, which HubSpot builds and shows, call the service at the same host. Run it again, and
upload again, after each change of that file. Other files of your own in the folder are left alone.

Then: hs project upload, and install the app (docs/operations.md, "The HubSpot app").`,
    )
    .action(run);
}

function run({ targetUrl: given, out, force = false }: AppOptions): void {
  const { portalConfig, publicUrl } = cliSettings();
  const target = given ?? (publicUrl === undefined ? undefined : `${publicUrl}${WEBHOOK_PATH}`);
  if (target === undefined) {
    throw new SettingsError('the environment', ['BRIDGE_PUBLIC_URL: is not set; set it, or give --target-url']);
  }
  if (!isWebhookUrl(target)) {
    throw new SettingsError('the environment', [
      'BRIDGE_PUBLIC_URL: must be https, as HubSpot sends webhooks to no other',
    ]);
  }
  const plan = planOf(out, appProject(loadPortalConfig(portalConfig), target));
  const edited = plan.filter(({ state }) => state === 'edited').map(({ file }) => `${out}/${file.path}`);
  if (edited.length > 0 && !force) {
    throw new NotDoneError(
      `${edited.join(', ')}: was edited, and is left as it is. Nothing was written. Undo the edit, or overwrite it with --force`,
    );
  }
  writeProject(out, plan);
  for (const { file, state } of plan) {
    print(`${state === 'current' ? 'unchanged' : 'written  '}  ${out}/${file.path}\n`);
  }
  print(`\nNext: cd ${out} && hs project upload, then install the app (docs/operations.md).\n`);
}

function targetUrl(text: string): string {
  if (isWebhookUrl(text)) return text;
  throw new InvalidArgumentError('HubSpot sends webhooks to an https URL, without user, query or fragment.');
}
