import { useExtensionActions } from '@hubspot/ui-extensions';
import { useEffect, useRef } from 'react';

/** HubSpot notifies the service within seconds, which then reads the ticket and acts. In milliseconds after a change on the page. */
const ASKED_AFTER_MS = [4_000, 15_000] as const;

/** Asks again after someone has changed properties on the page around the card. HubSpot offers no way to end this subscription. */
export function usePropertyUpdates(ask: () => void): void {
  const { onCrmPropertiesUpdate } = useExtensionActions<'crm.record.tab'>();
  const newest = useRef(ask);
  newest.current = ask;

  useEffect(() => {
    let timers: ReturnType<typeof setTimeout>[] = [];
    let isShown = true;
    const clear = (): void => {
      for (const timer of timers) clearTimeout(timer);
    };
    onCrmPropertiesUpdate('*', () => {
      clear();
      if (!isShown) return;
      timers = ASKED_AFTER_MS.map((ms) =>
        setTimeout(() => {
          newest.current();
        }, ms),
      );
    });
    return () => {
      isShown = false;
      clear();
    };
  }, [onCrmPropertiesUpdate]);
}
