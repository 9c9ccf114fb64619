import { act, onceAtATime } from '../core/act.js';
import { button, element, newId } from '../core/dom.js';

/**
 * A form in a dialog, for one new record. `fields` are the form's elements; `submit(values, submission)` creates it. However often the form
 * is sent, the submission's id is the same, and so the record is one.
 */
export function openDialog({ title, fields, action, submit, said }) {
  const submission = newId();
  const problem = element('p', { class: 'problem', role: 'alert' });
  const form = element(
    'form',
    {},
    ...fields,
    problem,
    element(
      'div',
      { class: 'bar' },
      element('button', { type: 'submit', class: 'primary' }, action),
      button('Cancel', () => dialog.close()),
    ),
  );
  const headingId = `dialog-${submission}`;
  const dialog = element('dialog', { 'aria-labelledby': headingId }, element('h2', { id: headingId }, title), form);
  const send = onceAtATime(async () => {
    const values = Object.fromEntries(new FormData(form));
    let refused;
    const isDone = await act(said, async () => {
      try {
        return await submit(values, submission);
      } catch (error) {
        refused = error;
        throw error;
      }
    });
    if (isDone) dialog.close();
    else problem.textContent = refused?.message ?? 'Not saved.';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A labelled field of a form; the hint is read out after the label. */
export function labelled(text, control, hint) {
  control.id = `${control.name}-${newId()}`;
  const label = element('label', { for: control.id }, text);
  if (hint === undefined) return element('div', { class: 'labelled' }, label, control);
  control.setAttribute('aria-describedby', `hint-${control.id}`);
  return element(
    'div',
    { class: 'labelled' },
    label,
    control,
    element('span', { class: 'hint', id: `hint-${control.id}` }, hint),
  );
}

export function choice(name, options, value = '') {
  const select = element('select', { name }, ...options.map(([id, text]) => element('option', { value: id }, text)));
  select.value = value;
  return select;
}
