import { act, say } from '../core/act.js';
import { call } from '../core/api.js';
import { create } from '../core/crm.js';
import { element } from '../core/dom.js';
import { draftOf } from '../core/drafts.js';
import { upload } from '../core/files.js';
import { noteEditor } from './note-editor.js';

/** The place where a new note is written; it opens by itself when one was begun before a reload. */
export function newNote(type, id) {
  const place = element('div', {});
  const draftName = `new-note:${type}:${id}`;
  const open = (takesFocus = true) => {
    if (place.childElementCount > 0) return;
    const editor = noteEditor({
      title: 'New note',
      draftName,
      save: ({ html, file }, submission) => saveNew(type, id, html, file, submission),
      close: () => place.replaceChildren(),
    });
    place.append(element('div', { class: 'panel' }, editor.element));
    if (takesFocus) editor.focus();
  };
  if (draftOf(draftName) !== undefined) open(false);
  return { element: place, open };
}

async function saveNew(type, id, html, file, submission) {
  if (html === '' && file === undefined) {
    say('Write something, or choose a file, first.', true);
    return false;
  }
  return act('Note saved.', () => addNote(type, id, html, file, submission));
}

/** A note, as HubSpot keeps what people write on a record and what they upload to it. */
export async function addNote(type, id, html, file, submission) {
  const attachment = file === undefined ? {} : { hs_attachment_ids: await upload(file) };
  const { now } = await call('GET', '/emulator/clock');
  await create('notes', { hs_note_body: html, hs_timestamp: now, ...attachment }, [[type, id]], submission);
}
