import { act, onceAtATime, say } from '../core/act.js';
import { update } from '../core/crm.js';
import { button, element } from '../core/dom.js';
import { authorOf, pipelineOf } from '../core/portal.js';
import { moment } from '../core/time.js';
import { PropertyDraft } from './property-draft.js';
import { propertyField } from './property-field.js';
import { groupsOf, isReadOnly } from './shapes.js';
import { shownValue } from './value.js';

/**
 * The left column: a record's properties. What a person changed there stays until it is saved or canceled, also when somebody else saves
 * meanwhile: then the field says what changed, and the person chooses.
 */
export function propertyPanel({ type, id, definitions, reread }) {
  const draft = new PropertyDraft(`properties:${type}:${id}`);
  const fields = new Map();
  const bar = saveBar(() => void save().catch((error) => say(error.message, true)), cancel);
  const root = element('section', { class: 'column-left', 'aria-label': 'Properties' });
  let record;

  const held = (name) => record.properties[name] ?? '';

  function render() {
    for (const [name, field] of fields) {
      draft.meet(name, held(name));
      field.show(draft.edits[name] ?? held(name), record, draft.has(name));
      field.warn(draft.isConflict(name, held(name)) ? conflict(name) : undefined);
    }
    bar.show(Object.keys(draft.edits).length);
  }

  function conflict(name) {
    const last = record.propertiesWithHistory?.[name]?.[0];
    const theirs = shownValue(definitions.get(name), held(name), record.properties.hs_pipeline);
    const when = last === undefined ? '' : ` (${moment(last.timestamp)})`;
    return {
      text: `${authorOf(last)} changed this to “${theirs}” while you were editing${when}. Your value is kept.`,
      takeTheirs: () => {
        draft.drop(name);
        render();
      },
      keepMine: () => {
        draft.insist(name, held(name));
        render();
      },
    };
  }

  function cancel() {
    for (const name of Object.keys(draft.edits)) draft.drop(name);
    render();
  }

  const save = onceAtATime(async () => {
    say('');
    record = await reread();
    render();
    const edits = draft.edits;
    const open = Object.keys(edits).find((name) => draft.isConflict(name, held(name)));
    if (open !== undefined) {
      say('Not saved: somebody else changed the same properties. Choose for each which value counts.', true);
      fields.get(open).focus();
      return;
    }
    await act('Saved.', async () => {
      await update(type, id, edits);
      // What was typed while the answer was on its way is not saved, and stays.
      for (const [name, saved] of Object.entries(edits)) if (draft.has(name)) draft.insist(name, saved);
    });
  });

  function build() {
    const groups = groupsOf(type, definitions, pipelineOf(record.properties.hs_pipeline)?.label);
    for (const name of groups.flatMap(({ names }) => names)) {
      const definition = definitions.get(name);
      const edit = (typed) => {
        draft.edit(name, typed, held(name));
        render();
      };
      fields.set(name, propertyField(definition, { isReadOnly: isReadOnly(definition), edit }));
    }
    root.replaceChildren(...groups.map((group) => groupPanel(group, fields)), bar.element);
  }

  return {
    element: root,
    show: (next) => {
      const isFirst = record === undefined;
      record = next;
      if (isFirst) build();
      render();
    },
  };
}

function groupPanel({ title, names, isFolded }, fields) {
  const summary = element('summary', {}, element('h2', {}, title));
  return element(
    'details',
    { class: 'panel', open: !isFolded },
    summary,
    ...names.map((name) => fields.get(name).element),
  );
}

function saveBar(save, cancel) {
  const text = element('span', {});
  const root = element(
    'div',
    { class: 'save-bar', hidden: true },
    text,
    button('Save', save, { class: 'primary' }),
    button('Cancel', cancel),
  );
  return {
    element: root,
    show: (count) => {
      root.hidden = count === 0;
      text.textContent = `You changed ${count} ${count === 1 ? 'property' : 'properties'}.`;
    },
  };
}
