import { button, element } from '../core/dom.js';

/** The place that says what somebody else saved while a person was typing, and lets the person choose. Nothing typed is lost by it. */
export function conflictNotice() {
  const root = element('div', { class: 'conflict', role: 'alert', hidden: true });
  let shown;
  return {
    element: root,
    /** `{text, theirs?, takeTheirs?, keepMine?}`; undefined when there is none any more. */
    show: (conflict) => {
      // Said once: a screen reader reads it each time it changes.
      if (conflict?.text === shown) return;
      shown = conflict?.text;
      root.hidden = conflict === undefined;
      root.replaceChildren(...(conflict === undefined ? [] : content(conflict)));
    },
  };
}

function content({ text, theirs, takeTheirs, keepMine }) {
  return [
    element('p', {}, text),
    ...(theirs === undefined ? [] : [element('blockquote', {}, theirs)]),
    ...(takeTheirs === undefined ? [] : [button('Use theirs', takeTheirs), button('Keep mine', keepMine)]),
  ];
}
