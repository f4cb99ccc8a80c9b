/** Collects the changed sections of a store and paints them in the next animation frame. */

import type { World } from '../../world.ts'

/** Marks sections of a store as changed; paints them and calls their listeners at most once per animation frame. */
export class FramePainter<Section extends string> {
  readonly #world: Pick<World, 'frame'>
  readonly #paint: (changed: readonly Section[]) => void
  readonly #listeners = new Map<Section, Set<() => void>>()
  readonly #changed = new Set<Section>()
  #scheduled = false

  /** @param paint replaces the painted values of the changed sections, before their listeners are called */
  constructor(world: Pick<World, 'frame'>, paint: (changed: readonly Section[]) => void) {
    this.#world = world
    this.#paint = paint
  }

  /** Calls `listener` after each frame in which `section` changed. Returns a function that stops it. */
  subscribe(section: Section, listener: () => void): () => void {
    const listeners = this.#listeners.get(section) ?? new Set()
    this.#listeners.set(section, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Marks sections as changed and requests a frame where none is pending. */
  mark(...sections: readonly Section[]): void {
    for (const section of sections) this.#changed.add(section)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#world.frame(() => this.paint())
  }

  /** Paints the changed sections at once. */
  paint(): void {
    this.#scheduled = false
    if (this.#changed.size === 0) return
    const changed = [...this.#changed]
    this.#changed.clear()
    this.#paint(changed)
    for (const section of changed) {
      for (const listener of this.#listeners.get(section) ?? []) listener()
    }
  }
}
