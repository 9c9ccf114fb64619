import type { CsvAnswer } from '@at-risk/backend/answers.ts';
import { ask, messageOf, type Question } from '@at-risk/backend/call.ts';
import { counted } from '@at-risk/backend/words.ts';
import { LoadingButton, useExtensionActions } from '@hubspot/ui-extensions';
import { useState, type ReactElement } from 'react';

/** Copies a list as CSV: HubSpot lets an app page save no file, and a spreadsheet takes the text with *Paste*. */
export function CopyCsv({ question }: { readonly question: Question }): ReactElement {
  const { addAlert, copyTextToClipboard } = useExtensionActions<'pages'>();
  const [isRunning, setRunning] = useState(false);
  const copy = async (): Promise<void> => {
    setRunning(true);
    try {
      const { text } = await ask<CsvAnswer>(question);
      await copyTextToClipboard(text);
      const rows = Math.max(0, text.trimEnd().split('\r\n').length - 1);
      addAlert({ type: 'success', message: `${counted(rows, 'row')} copied as CSV. Paste into a spreadsheet.` });
    } catch (error) {
      addAlert({ type: 'danger', title: 'Not copied', message: messageOf(error) });
    } finally {
      setRunning(false);
    }
  };
  return (
    <LoadingButton loading={isRunning} size="small" variant="secondary" onClick={() => void copy()}>
      Copy as CSV
    </LoadingButton>
  );
}
