import { styleText } from 'node:util';
import { DateTime } from 'luxon';

/** Prints what happens: one line for each event, with the rule's id and the virtual date. */
export class Narrator {
  constructor(
    private readonly print: (line: string) => void,
    private readonly zone: string,
    private readonly colour: boolean,
  ) {}

  heading(text: string): void {
    this.print(`\n${this.paint('bold', text)}`);
  }

  person(at: Date, client: string, text: string): void {
    this.line(at, '', client, text);
  }

  service(at: Date, client: string, rules: string, text: string): void {
    this.line(at, rules, client, this.paint('cyan', `→ ${text}`));
  }

  seen(at: Date, client: string, rule: string, what: string, expected: string, found: string): void {
    const verdict =
      expected === found
        ? this.paint('green', `✓ HubSpot shows ${what}: ${found}`)
        : this.paint('red', `✗ HubSpot shows ${what}: ${found}, expected ${expected}`);
    this.line(at, rule, client, verdict);
  }

  skips(to: Date): void {
    this.print(this.paint('dim', `— time is skipped to ${this.day(to)} —`));
  }

  /** The calendar day on which an instant falls for the business. */
  isoDay(at: Date): string {
    return DateTime.fromJSDate(at, { zone: this.zone }).toFormat('yyyy-MM-dd');
  }

  private line(at: Date, rules: string, client: string, text: string): void {
    this.print(`${this.day(at)}  ${rules.padEnd(7)} ${client.padEnd(22)} ${text}`);
  }

  private day(at: Date): string {
    return DateTime.fromJSDate(at, { zone: this.zone }).setLocale('en-US').toFormat('LLL dd, yyyy HH:mm');
  }

  private paint(style: 'bold' | 'dim' | 'cyan' | 'green' | 'red', text: string): string {
    return this.colour ? styleText(style, text) : text;
  }
}
