/** Counts what the exchange sends and this SDK does not know, and says so: news to be read, never a reason to stop. */

import type { Drift, Sighting } from '../hooks/drift.ts'
import { guarded, type Watched } from '../hooks/hooks.ts'

/** Further different sightings share one count: a hostile server must not fill the memory. */
const MAX_SIGHTINGS = 500
const MAX_TEXT = 80
const BEYOND: Sighting = { kind: 'UNKNOWN_FIELD', where: '(more)', path: '(more)' }

/** Keeps each different sighting once with how often it was made: 500 at most, and one count for all beyond. */
export class DriftMonitor {
  readonly #world: Watched
  readonly #seen = new Map<string, { readonly sighting: Sighting; count: number }>()

  constructor(world: Watched) {
    this.#world = world
  }

  /** Everything seen so far, in order of first appearance. */
  get seen(): readonly Drift[] {
    return [...this.#seen.values()].map(({ sighting, count }) => ({ ...sighting, count }))
  }

  get total(): number {
    return [...this.#seen.values()].reduce((sum, { count }) => sum + count, 0)
  }

  /** Counts a sighting, logs the first of its kind and tells the `drift` hook of each. Never throws. */
  note(sighting: Sighting): void {
    const entry = this.#entryOf(sighting)
    const count = ++entry.count
    if (count === 1) this.#world.log.warn({ ...entry.sighting }, 'protocol drift found')
    const hooks = this.#world.hooks
    if (hooks?.drift !== undefined) guarded(this.#world, () => hooks.drift?.({ ...entry.sighting, count }))
  }

  #entryOf(sighting: Sighting): { readonly sighting: Sighting; count: number } {
    const short = shortened(this.#seen.size < MAX_SIGHTINGS || this.#knows(sighting) ? sighting : BEYOND)
    const key = keyOf(short)
    const known = this.#seen.get(key)
    if (known !== undefined) return known
    const entry = { sighting: short, count: 0 }
    this.#seen.set(key, entry)
    return entry
  }

  #knows(sighting: Sighting): boolean {
    return this.#seen.has(keyOf(shortened(sighting)))
  }
}

function keyOf({ kind, where, path, found }: Sighting): string {
  return JSON.stringify([kind, where, path, found])
}

function shortened(sighting: Sighting): Sighting {
  const { kind, where, path, found } = sighting
  const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)
  return { kind, where: cut(where), path: cut(path), found: found === undefined ? undefined : cut(found) }
}
