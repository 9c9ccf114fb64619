import { portal } from '../core/portal.js';
import { appFrame } from '../record/app-card.js';
import { heading } from './heading.js';

/** The app's own page, where the emulator hosts the app. */
export async function showAppPage(main) {
  if (!portal.hostsCard) throw new Error('The emulator does not host the app.');
  const frame = appFrame('page', {});
  main.replaceChildren(heading('At-Risk Closer'), frame.element);
  const refresh = async () => frame.show();
  await refresh();
  return refresh;
}
