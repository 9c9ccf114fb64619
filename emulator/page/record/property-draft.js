import { draftOf, keepDraft } from '../core/drafts.js';

/** What a person changed on a record's page and has not saved: what was typed, and what the record held when that began. It survives a reload. */
export class PropertyDraft {
  #name;
  #edits;
  #base;

  constructor(name) {
    this.#name = name;
    const { edits = {}, base = {} } = draftOf(name) ?? {};
    this.#edits = edits;
    this.#base = base;
  }

  /** What was typed, by property. */
  get edits() {
    return { ...this.#edits };
  }

  has(property) {
    return property in this.#edits;
  }

  edit(property, typed, held) {
    if (!this.has(property)) this.#base[property] = held;
    this.#edits[property] = typed;
    this.meet(property, held);
  }

  /** What the record holds by now: where that is what was typed, there is nothing left to save. */
  meet(property, held) {
    if (!this.has(property)) return;
    if (this.#edits[property] === held) this.drop(property);
    else this.#keep();
  }

  /** Whether somebody else saved another value meanwhile. */
  isConflict(property, held) {
    return this.has(property) && held !== this.#base[property] && held !== this.#edits[property];
  }

  /** The typed value counts, whatever the record holds by now. */
  insist(property, held) {
    this.#base[property] = held;
    this.#keep();
  }

  drop(property) {
    delete this.#edits[property];
    delete this.#base[property];
    this.#keep();
  }

  #keep() {
    const isEmpty = Object.keys(this.#edits).length === 0;
    keepDraft(this.#name, isEmpty ? undefined : { edits: this.#edits, base: this.#base });
  }
}
