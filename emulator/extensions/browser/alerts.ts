import type { Actions } from './worker';

const SHOWN_MS = 8_000;

type Updated = Parameters<Actions['onCrmPropertiesUpdate']>[1];

/** What an extension may ask of HubSpot's page around it. */
export function alertActions(): Actions {
  const listeners: Updated[] = [];
  const update = (): void => {
    for (const listener of listeners) listener({});
  };
  // By the emulator's page around the extension (emulator/page/record/app-card.js).
  window.addEventListener('crm-properties-update', update);
  return {
    addAlert: ({ message, title, type = 'info' }) => {
      showAlert([title, message].filter((part) => part !== undefined).join(': '), type);
    },
    copyTextToClipboard: async (text) => {
      await navigator.clipboard.writeText(text);
    },
    reloadPage: () => {
      window.location.reload();
    },
    onCrmPropertiesUpdate: (_properties, callback) => {
      listeners.push(callback);
    },
    refreshObjectProperties: update,
  };
}

function showAlert(text: string, type: string): void {
  const alerts = document.getElementById('alerts');
  const alert = document.createElement('div');
  alert.className = `alert ${type}`;
  alert.textContent = text;
  alerts?.append(alert);
  setTimeout(() => {
    alert.remove();
  }, SHOWN_MS);
}
