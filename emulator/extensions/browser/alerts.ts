import type { Actions } from './worker';

const SHOWN_MS = 8_000;

type Updated = Parameters<Actions['onCrmPropertiesUpdate']>[1];

/** What an extension may ask of HubSpot's page around it. */
export function alertActions(): Actions {
  const listeners: Updated[] = [];
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
    refreshObjectProperties: () => {
      for (const listener of listeners) listener({});
    },
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
