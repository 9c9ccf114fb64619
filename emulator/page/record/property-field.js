import { element } from '../core/dom.js';
import { conflictNotice } from './conflict.js';
import { optionsOf, shownValue } from './value.js';

/** One property: its label, a control that fits its type, and room for what somebody else changed meanwhile. */
export function propertyField(definition, { isReadOnly, edit }) {
  const id = `property-${definition.name}`;
  if (isReadOnly) return shownOnly(definition, id);
  const notice = conflictNotice();
  const place = element('div', {});
  const root = element(
    'div',
    { class: 'field' },
    element('label', { for: id }, definition.label),
    place,
    notice.element,
  );
  let control;
  return {
    element: root,
    focus: () => control?.focus(),
    show: (value, record, isEdited) => {
      if (control === undefined) {
        control = controlFor(definition, id, record.properties.hs_pipeline);
        control.addEventListener('input', () => edit(control.value));
        place.append(control);
      }
      // While a person types, what is shown is what was typed already.
      if (control.value !== value) control.value = value;
      root.classList.toggle('edited', isEdited);
    },
    warn: notice.show,
  };
}

function shownOnly(definition, id) {
  const value = element('div', { class: 'value', id });
  return {
    element: element('div', { class: 'field' }, element('div', { class: 'label' }, definition.label), value),
    focus: () => undefined,
    warn: () => undefined,
    show: (given, record) => {
      value.textContent = shownValue(definition, given, record.properties.hs_pipeline);
    },
  };
}

function controlFor(definition, id, pipelineId) {
  const { name } = definition;
  const options = optionsOf(definition, pipelineId);
  if (options !== undefined) {
    return element(
      'select',
      { id, name },
      ...[['', '—'], ...options].map(([value, text]) => element('option', { value }, text)),
    );
  }
  if (definition.fieldType === 'textarea') return element('textarea', { id, name, rows: 3 });
  return element('input', {
    id,
    name,
    type: definition.type === 'date' ? 'date' : 'text',
    inputmode: definition.type === 'number' ? 'decimal' : undefined,
  });
}
