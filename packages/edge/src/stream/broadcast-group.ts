/**
 * Readers that have all there is and are owed the same stand together: what is committed becomes one text for all of them,
 * and goes to one carrier after the other with nothing in between.
 */

import type { Transport, EncodedFrame } from '../answer/transport.ts'
import type { Position } from '@spotdeck/reports'
import type { SharedBatch } from '../bus/shared-event.ts'

/** A reader as its company knows it. */
export interface GroupMember {
  readonly carrier: Transport
  /** The text of a batch; the same for every member. */
  render(batch: SharedBatch): readonly EncodedFrame[]
  /** Leaves the group and is served alone: its last frame is still buffered, or the next event does not follow. */
  leaveGroup(): void
  /** It has thrown. */
  failed(): void
}

/** Subscribers at the same position with the same encoding; one frame serves all. */
export class BroadcastGroup {
  readonly #members = new Map<Transport, GroupMember>()
  #end: Position

  constructor(end: Position) {
    this.#end = end
  }

  /** Everything up to here has been handed to every member. */
  get end(): Position {
    return this.#end
  }

  get size(): number {
    return this.#members.size
  }

  /** Adds a subscriber. Returns false if the group is at another position. */
  join(member: GroupMember, at: Position): boolean {
    if (this.#members.size === 0) this.#end = at
    if (at.seq !== this.#end.seq || at.epoch !== this.#end.epoch) return false
    this.#members.set(member.carrier, member)
    return true
  }

  leave(member: GroupMember): void {
    this.#members.delete(member.carrier)
  }

  /** A member that throws is told to `failed`; the others are told all the same. */
  take({ events, end }: SharedBatch, failed: (member: GroupMember, error: unknown) => void): void {
    const [first] = this.#members.values()
    if (first === undefined) return
    if (events[0]?.seq !== this.#end.seq + 1 || end.epoch !== this.#end.epoch) return this.#disband()
    const pieces = rendered(first, { events, end })
    if (pieces === undefined) return this.#disband()
    this.#end = end
    for (const [carrier, member] of this.#members) {
      try {
        let hasLeft = true
        for (const piece of pieces) hasLeft = carrier.share(piece)
        if (!hasLeft) member.leaveGroup()
      } catch (error) {
        failed(member, error)
      }
    }
  }

  #disband(): void {
    for (const member of [...this.#members.values()]) member.leaveGroup()
  }
}

/** `undefined` where it throws: each is told by itself then, and fails by itself. */
function rendered(member: GroupMember, batch: SharedBatch): readonly EncodedFrame[] | undefined {
  try {
    return member.render(batch)
  } catch {
    return undefined
  }
}
