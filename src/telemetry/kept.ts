/** The same answer for a while; a failure is kept for no longer than it takes. */
export function kept<T>(forMs: number, ask: () => Promise<T>): () => Promise<T> {
  let asked: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (asked !== undefined && now - asked.at <= forMs) return asked.answer;
    const answer = ask();
    asked = { at: now, answer };
    answer.catch(() => {
      if (asked?.answer === answer) asked = undefined;
    });
    return answer;
  };
}
