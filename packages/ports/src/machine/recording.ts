/** Recordings of machines: the inputs as lines of text, from which a run is repeated step by step. */

import { type Step, type Stepped, stepAll } from './step.ts'

/** Takes down the start of one machine, and then its inputs. */
export type Recorder = { readonly start: (state: unknown) => void; readonly input: (input: unknown) => void }

/** Writes a run as lines without line breaks. */
export function recordLines(write: (line: string) => void): Recorder {
  return { start: (start) => write(toText({ start })), input: (input) => write(toText({ input })) }
}

/** Repeats a recorded run: the state at its end and all its effects, in order. An error comes back as its fields. */
export function replay<State, Input, Effect>(
  lines: readonly string[],
  step: Step<State, Input, Effect>,
): Stepped<State, Effect> {
  const [first = '', ...inputs] = lines.filter((line) => line !== '')
  const { start } = fromText(first) as { readonly start: State }
  return stepAll(
    step,
    start,
    inputs.map((line) => (fromText(line) as { readonly input: Input }).input),
  )
}

/** JSON, and what JSON has no word for under `$`. */
const toText = (value: unknown): string => JSON.stringify(value, (_key, item: unknown) => plainOf(item))
const fromText = (text: string): unknown => JSON.parse(text, (_key, item: unknown) => valueOf(item))

function plainOf(item: unknown): unknown {
  if (typeof item === 'bigint') return { $: 'bigint', of: String(item) }
  if (typeof item === 'number' && !Number.isFinite(item)) return { $: 'number', of: String(item) }
  if (item instanceof Uint8Array) return { $: 'bytes', of: [...item] }
  if (item instanceof Map) return { $: 'map', of: [...item] }
  if (item instanceof Set) return { $: 'set', of: [...item] }
  if (item instanceof Error) return { ...item, name: item.name, message: item.message }
  return item
}

function valueOf(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('$' in item) || !('of' in item)) return item
  const { $: kind, of } = item
  if (typeof of === 'string') return kind === 'bigint' ? BigInt(of) : Number(of)
  if (kind === 'bytes') return Uint8Array.from(of as number[])
  return kind === 'map' ? new Map(of as [unknown, unknown][]) : new Set(of as unknown[])
}
