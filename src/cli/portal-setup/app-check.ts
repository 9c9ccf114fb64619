import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PortalConfig } from '../../config/portal';
import { notChecked, ok, warning, type Finding } from '../../doctor/finding';
import { WEBHOOK_PATH, appProject } from '../../hubspot';
import { planOf } from './project-folder';

/** Whether the project of the app, which HubSpot got at the last upload, is the one that the portal file asks for today. */
export function checkAppProject(folder: string, portal: PortalConfig, publicUrl: string | undefined): Finding {
  const unchecked = (why: string): Finding =>
    notChecked(
      `the project of the app in ${folder}: ${why}`,
      'at-risk app writes it; hs project upload gives it to HubSpot.',
    );
  if (!existsSync(join(folder, 'hsproject.json'))) return unchecked('there is none');
  if (publicUrl === undefined) return unchecked('BRIDGE_PUBLIC_URL is not set');
  const plan = planOf(folder, appProject(portal, `${publicUrl}${WEBHOOK_PATH}`));
  const others = plan.filter(({ state }) => state !== 'current').map(({ file }) => file.path);
  if (others.length === 0) return ok(`the project of the app in ${folder} is up to date`);
  return warning(
    `the project of the app in ${folder} is not what the portal file asks for: ${others.join(', ')}`,
    'Run at-risk app, upload the project with hs project upload, and install the app again if scopes changed.',
  );
}
