/** What the SOP and HubSpot's documentation say, written without reading the code under test. */

export function isDayOfCalendar(text: string): boolean {
  const parts = text.split('-');
  const [year, month, day] = parts.map(Number);
  if (text.length !== 10 || parts.map((part) => part.length).join() !== '4,2,2') return false;
  if (!isDigits(parts.join(''), 8) || year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

export function isDigits(text: unknown, most: number): text is string {
  return (
    typeof text === 'string' &&
    text.length >= 1 &&
    text.length <= most &&
    Array.from(text).every((character) => character >= '0' && character <= '9')
  );
}

/** HubSpot's ids are numbers, or their digits. */
export function isId(value: unknown): boolean {
  return typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : isDigits(value, 20);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
