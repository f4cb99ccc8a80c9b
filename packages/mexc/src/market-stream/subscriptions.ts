/**
 * The wanted channels by name. A name comes out of every frame as a new string, and to hash one takes longer than anything else on
 * the way to a listener: so the one that probably is meant is found by a few of its characters, and then compared.
 */

import type { Subscription } from './subscription.ts'

/** Two channels that share a slot displace each other there, which costs time alone. */
const SLOTS = 512
/** Index of the character in which channels differ in kind, behind `spot@public.aggre.`; in their symbols they differ towards the end. */
const KIND_AT = 20

/** All subscriptions by channel name; finding one does not hash the name of every push. */
export class Subscriptions {
  readonly #byName = new Map<string, Subscription>()
  readonly #slots: (Subscription | undefined)[] = Array.from({ length: SLOTS }, () => undefined)

  get all(): Iterable<Subscription> {
    return this.#byName.values()
  }

  get(name: string): Subscription | undefined {
    const slot = slotOf(name)
    const probably = this.#slots[slot]
    if (probably?.name === name) return probably
    const found = this.#byName.get(name)
    if (found !== undefined) this.#slots[slot] = found
    return found
  }

  add(subscription: Subscription): void {
    this.delete(subscription.name)
    this.#byName.set(subscription.name, subscription)
  }

  delete(name: string): void {
    this.#byName.delete(name)
    this.#slots[slotOf(name)] = undefined
  }

  clear(): void {
    this.#byName.clear()
    this.#slots.fill(undefined)
  }
}

function slotOf(name: string): number {
  const { length } = name
  if (length <= KIND_AT) return length
  let hash = length + name.charCodeAt(KIND_AT) * 7
  hash = Math.imul(hash, 31) + name.charCodeAt(length - 1)
  hash = Math.imul(hash, 31) + name.charCodeAt(length - 5)
  hash = Math.imul(hash, 31) + name.charCodeAt(length - 6)
  hash = Math.imul(hash, 31) + name.charCodeAt(length - 7)
  return (hash ^ (hash >>> 12)) & (SLOTS - 1)
}
