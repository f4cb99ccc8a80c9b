/** States of the machine as text: a failing seed prints one, and it can be read back. */

/** Text of a state. @throws where it holds anything but data */
export function printed(state: object): string {
  return JSON.stringify(tagged(state))
}

/** The state that a text was made of. */
export function readBack<T extends object>(text: string): T {
  return untagged(JSON.parse(text)) as T
}

function tagged(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('A state holds data alone.')
  if (value === undefined) return { $: 'undefined' }
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: String(value) }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(tagged)
  if (value instanceof Map) return { $: 'Map', of: [...value].map(tagged) }
  if (value instanceof Set) return { $: 'Set', of: [...value].map(tagged) }
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw new TypeError(`A state holds no ${value.constructor.name}.`)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tagged(one)]))
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(untagged)
  const { $, of } = value as { readonly $?: string; readonly of?: readonly unknown[] }
  const items = of?.map(untagged)
  if ($ === 'Map') return new Map(items as [unknown, unknown][])
  if ($ === 'Set') return new Set(items)
  if ($ === 'undefined') return undefined
  if ($ !== undefined) return Number($)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, untagged(one)]))
}
