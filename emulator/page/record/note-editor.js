import { onceAtATime } from '../core/act.js';
import { button, element, newId } from '../core/dom.js';
import { draftOf, keepDraft } from '../core/drafts.js';
import { conflictNotice } from './conflict.js';
import { htmlOf, noteContent, textOf } from './note-html.js';
import { snippetPicker } from './snippets.js';

/**
 * An editor of a note. Its draft survives a reload; the file does not, since a browser does not give it twice.
 * `save({html, file}, submission)` answers whether it was saved.
 */
export function noteEditor({ title, draftName, html = '', save, close }) {
  const draft = draftOf(draftName) ?? { html, base: html, submission: newId() };
  const id = newId();
  const body = element(
    'div',
    {
      class: 'editor',
      contenteditable: 'true',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-labelledby': `title-${id}`,
    },
    noteContent(draft.html),
  );
  const { list, opener } = snippetPicker(body);
  const file = element('input', { type: 'file', id: `file-${id}` });
  const notice = conflictNotice();
  body.addEventListener('input', () => {
    draft.html = htmlOf(body);
    keepDraft(draftName, draft);
  });
  body.addEventListener('paste', pasteAsShown);

  const send = onceAtATime(async () => {
    if (await save({ html: htmlOf(body), file: file.files[0], base: draft.base }, draft.submission)) end();
  });
  const end = () => {
    keepDraft(draftName, undefined);
    close();
  };
  const form = element(
    'form',
    { class: 'note-editor' },
    element('h3', { id: `title-${id}` }, title),
    body,
    list,
    notice.element,
    element(
      'div',
      { class: 'bar' },
      opener,
      element('label', { class: 'inline', for: `file-${id}` }, 'Attach file', file),
    ),
    element(
      'div',
      { class: 'bar' },
      element('button', { type: 'submit', class: 'primary' }, 'Save note'),
      button('Cancel', end),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  return {
    element: form,
    focus: () => {
      document.execCommand('defaultParagraphSeparator', false, 'p');
      body.focus();
    },
    base: () => draft.base,
    /** Somebody else saved the note, or deleted it, while it is edited here; `theirs` is its HTML by now. */
    others: (text, theirs) => {
      const settle = (change) => () => {
        change();
        draft.base = theirs;
        draft.html = htmlOf(body);
        keepDraft(draftName, draft);
        notice.show(undefined);
      };
      const choices = theirs !== undefined && {
        theirs: textOf(theirs),
        takeTheirs: settle(() => body.replaceChildren(noteContent(theirs))),
        keepMine: settle(() => undefined),
      };
      notice.show(text === undefined ? undefined : { text, ...choices });
    },
  };
}

/** What is pasted comes as it will be shown: without styles, images or scripts of other pages. */
function pasteAsShown(event) {
  event.preventDefault();
  document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
}
