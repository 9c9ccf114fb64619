/** Builds what the page shows out of plain elements; texts are never read as HTML. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') made.addEventListener('click', value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** Shows a list; what is shown already stays, and so does the keyboard's place in it. */
export function fill(list, items, none) {
  const fresh = items.length > 0 ? items : [element('li', { class: 'empty' }, none)];
  if (fresh.map((item) => item.outerHTML).join('') === list.innerHTML) return;
  const place = [...list.querySelectorAll('button')].indexOf(document.activeElement);
  list.replaceChildren(...fresh);
  if (place >= 0) list.querySelectorAll('button')[place]?.focus();
}

/** A form with one field for each property; gives only what was changed to `save`. */
export function propertyForm(form, definitions, values, save) {
  const fields = definitions.map((definition) => field(form.id, definition, values[definition.name] ?? ''));
  form.replaceChildren(...fields, element('button', { type: 'submit', class: 'primary' }, 'Save'));
  form.onsubmit = (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    save(Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== (values[name] ?? ''))));
  };
}

function field(prefix, definition, value) {
  const id = `${prefix}-${definition.name}`;
  return element('label', { for: id }, definition.label, input(id, definition, value));
}

function input(id, definition, value) {
  const { name } = definition;
  if (definition.options.length > 0) {
    const choices = [{ label: '—', value: '' }, ...definition.options];
    const select = element(
      'select',
      { id, name },
      ...choices.map((option) => element('option', { value: option.value }, option.label)),
    );
    select.value = value;
    return select;
  }
  if (definition.fieldType === 'textarea') return element('textarea', { id, name, rows: 2 }, value);
  return element('input', { id, name, value, type: definition.type === 'date' ? 'date' : 'text' });
}

/** The text of a note's HTML, a line for each paragraph. */
export function noteText(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const block of parsed.querySelectorAll('p, div, li, br')) block.append('\n');
  return (parsed.body.textContent ?? '').trim();
}
