import { act, onceAtATime, refresh, say } from '../core/act.js';
import { readRecord, remove, update } from '../core/crm.js';
import { button, element } from '../core/dom.js';
import { draftOf } from '../core/drafts.js';
import { filesOf, openFile, upload } from '../core/files.js';
import { authorOf } from '../core/portal.js';
import { moment } from '../core/time.js';
import { noteEditor } from './note-editor.js';
import { noteContent, textOf } from './note-html.js';

const draftName = (id) => `note:${id}`;

/** A note with its author, files, and the way to change it. */
export function noteItem(note, files) {
  const history = note.propertiesWithHistory?.hs_note_body ?? [];
  const item = {
    key: `notes ${note.id}`,
    at: momentOf(note),
    state: [note.properties, files],
    build: () => build(note, files, history),
  };
  return { ...item, others: (shown) => tellOthers(shown, note, history) };
}

export async function withFiles(notes) {
  return Promise.all(notes.map(async (note) => noteItem(note, await filesOf(note.properties.hs_attachment_ids))));
}

function build(note, files, history) {
  const { hs_note_body: html } = note.properties;
  const at = momentOf(note);
  const author = authorOf(history.at(-1) ?? note.propertiesWithHistory?.hs_timestamp?.at(-1));
  const edited = history.length > 1 ? ` · edited by ${authorOf(history[0])}, ${moment(history[0].timestamp)}` : '';
  const name = textOf(html).slice(0, 40) || files.map((file) => file.name).join(', ');
  const item = element('li', { class: 'activity' });
  const edit = button('Edit', () => startEditing(item, note), { 'aria-label': `Edit note: ${name}` });
  const erase = onceAtATime(async () => {
    if (confirm('Delete this note?')) await act('Note deleted.', () => remove('notes', note.id));
  });
  item.append(
    element(
      'div',
      { class: 'activity-head' },
      element('strong', {}, files.length > 0 && !html ? 'File uploaded' : 'Note'),
      element('span', {}, ` by ${author}${edited}`),
      element('time', { datetime: at }, moment(at)),
    ),
    element('div', { class: 'note' }, noteContent(html)),
    ...files.map((file) =>
      element('div', {}, file.isThere ? button(file.name, () => void openFile(file.id), { class: 'file' }) : file.name),
    ),
    element(
      'div',
      { class: 'bar small' },
      edit,
      button('Delete', () => void erase(), { 'aria-label': `Delete note: ${name}` }),
    ),
  );
  if (draftOf(draftName(note.id)) !== undefined) startEditing(item, note, false);
  return item;
}

function startEditing(item, note, takesFocus = true) {
  const html = note.properties.hs_note_body ?? '';
  const editor = noteEditor({
    title: 'Edit note',
    draftName: draftName(note.id),
    html,
    save: (given) => saveNote(note, given),
    close: () => {
      item.removeAttribute('data-editing');
      delete item.editor;
      // Built again with the next refresh, as HubSpot has it then.
      item.dataset.state = '';
      void refresh();
    },
  });
  item.setAttribute('data-editing', '');
  item.editor = editor;
  item.replaceChildren(editor.element);
  if (takesFocus) editor.focus();
}

/** Not when somebody else changed the note since this was begun: the editor shows theirs first. */
async function saveNote(note, { html, file, base }) {
  if (html === '' && file === undefined && !note.properties.hs_attachment_ids) {
    say('Write something first.', true);
    return false;
  }
  return act('Note saved.', async () => {
    const now = await readRecord('notes', note.id, { properties: ['hs_note_body', 'hs_attachment_ids'] });
    if ((now.properties.hs_note_body ?? '') !== base)
      throw new Error('Not saved: somebody else changed this note. Choose which text counts.');
    const kept = now.properties.hs_attachment_ids ?? '';
    const attachments =
      file === undefined ? {} : { hs_attachment_ids: [kept, await upload(file)].filter(Boolean).join(';') };
    await update('notes', note.id, { hs_note_body: html, ...attachments });
  });
}

/** Says in an open editor what others did to its note meanwhile. */
function tellOthers(shown, note, history) {
  const html = note.properties.hs_note_body ?? '';
  const editor = shown.editor;
  if (editor === undefined) return;
  if (html === editor.base()) editor.others(undefined);
  else
    editor.others(
      `${authorOf(history[0])} changed this note while you were editing (${moment(history[0]?.timestamp ?? note.updatedAt)}). Your text is kept. Theirs:`,
      html,
    );
}

/** When a note was written. The service has a clock of its own, which skips no days as the emulator's does. */
function momentOf({ properties, propertiesWithHistory, createdAt }) {
  const [set] = propertiesWithHistory?.hs_timestamp ?? [];
  return set?.sourceType === 'INTEGRATION' ? set.timestamp : (properties.hs_timestamp ?? createdAt);
}
