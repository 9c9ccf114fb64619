/** Settings are read once and passed down: nobody changes them on the way. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
  }
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return value;
}
