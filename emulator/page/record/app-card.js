import { actor } from '../core/actor.js';
import { element } from '../core/dom.js';
import { portal } from '../core/portal.js';

/** The app's card of a ticket, where the emulator hosts the app; undefined where it does not. */
export function appCard(ticketId) {
  return portal.hostsCard ? appFrame('card', { ticket: ticketId }) : undefined;
}

/** An extension of the app in a frame, as HubSpot shows it: for the person who acts. */
export function appFrame(name, given) {
  const frame = element('iframe', { class: 'app', title: 'At-Risk Closer' });
  frame.addEventListener('load', () => growWith(frame));
  return {
    element: frame,
    /** Loaded again for another person. */
    show: () => {
      const address = `/extensions/${name}?${new URLSearchParams({ ...given, user: actor.id })}`;
      if (frame.getAttribute('src') !== address) frame.setAttribute('src', address);
    },
    /** The record's properties are others than before, which HubSpot tells its cards. */
    updated: () => frame.contentWindow?.dispatchEvent(new Event('crm-properties-update')),
  };
}

/** The frame is as high as what it shows. */
function growWith(frame) {
  const page = frame.contentDocument;
  if (page?.body === undefined || page.body === null) return;
  new ResizeObserver(() => {
    frame.style.height = `${page.body.scrollHeight + 24}px`;
  }).observe(page.body);
}
