/** A promise whose end can be looked at while virtual time moves. */

export type Settled<T> = { isDone: boolean; result: { value?: T; error?: unknown } }

export function settled<T>(work: Promise<T>): Settled<T> {
  const end: Settled<T> = { isDone: false, result: {} }
  work.then(
    (value) => {
      end.isDone = true
      end.result = { value }
    },
    (error: unknown) => {
      end.isDone = true
      end.result = { error }
    },
  )
  return end
}
