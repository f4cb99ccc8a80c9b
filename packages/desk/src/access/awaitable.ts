/** Calls that a file answers at once and a database later: written once, for both. */

/** An answer that is there, or comes later. */
export type Awaitable<T> = T | Promise<T>

/** The same calls, all of which are answered at once. */
export type Local<T> = {
  [Name in keyof T]: T[Name] extends (...given: infer Given) => infer Answer
    ? (...given: Given) => Exclude<Answer, Promise<unknown>>
    : T[Name]
}

/** Continues with an answer, at once where it is there. */
export function after<T, Next>(answer: Awaitable<T>, next: (value: T) => Awaitable<Next>): Awaitable<Next> {
  return answer instanceof Promise ? answer.then(next) : next(answer)
}

/** Runs calls one after the other, at once where their answers are there. */
export function inTurn<T>(items: readonly T[], call: (item: T) => Awaitable<unknown>): Awaitable<void> {
  const [first, ...rest] = items
  return first === undefined ? undefined : after(call(first), () => inTurn(rest, call))
}

/** Runs a write whose failure may keep nobody out, now or later. */
export function attempt(write: () => Awaitable<unknown>): void {
  try {
    const written = write()
    if (written instanceof Promise) written.catch(() => undefined)
  } catch {
    return
  }
}
