import { actor } from '../core/actor.js';
import { element } from '../core/dom.js';
import { portal } from '../core/portal.js';

/** The app's card of a ticket, where the emulator hosts the app; undefined where it does not. */
export function appCard(ticketId) {
  if (!portal.hostsCard) return undefined;
  const address = `/extensions/card?${new URLSearchParams({ ticket: ticketId, user: actor.id })}`;
  const frame = element('iframe', { src: address, title: 'At-Risk Closer' });
  frame.addEventListener('load', () => growWith(frame));
  return element(
    'section',
    { class: 'panel app-card', 'aria-label': 'At-Risk Closer' },
    element('h2', {}, 'At-Risk Closer'),
    frame,
  );
}

/** The frame is as high as what it shows. */
function growWith(frame) {
  const page = frame.contentDocument?.documentElement;
  if (page === undefined) return;
  new ResizeObserver(() => {
    frame.style.height = `${page.scrollHeight}px`;
  }).observe(frame.contentDocument.body);
}
