import type { RecordRef } from '../model/types';

export type SubmissionSnapshot = readonly (readonly [string, RecordRef])[];

/** A form is sent again within moments; older ones are forgotten. */
const REMEMBERED = 1000;

/** Which record each form of the page created, by the id that the page gives a form. */
export class Submissions {
  private made: SubmissionSnapshot = [];

  public of(submission: string): RecordRef | undefined {
    return this.made.find(([id]) => id === submission)?.[1];
  }

  public add(submission: string, { typeId, id }: RecordRef): void {
    this.made = [...this.made, [submission, { typeId, id }] as const].slice(-REMEMBERED);
  }

  public snapshot(): SubmissionSnapshot {
    return this.made;
  }

  public restore(made: SubmissionSnapshot): void {
    this.made = made;
  }
}
