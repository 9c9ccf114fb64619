import { remember } from '../core/addresses.js';
import { element } from '../core/dom.js';

/** A choice of what a list shows, kept in the address. */
export function chooser(chosen, name, label, options, changed) {
  const select = element(
    'select',
    { id: `choose-${name}` },
    ...options.map(([value, text]) => element('option', { value }, text)),
  );
  select.value = chosen[name];
  select.addEventListener('change', () => {
    chosen[name] = select.value;
    remember(name, select.value);
    changed();
  });
  return element('label', { class: 'inline', for: select.id }, label, select);
}
