/** One event as all of its readers share it: masked and encoded once per audience, however many they are. */

import { type Audience, type DurableEnvelope, type SampledEnvelope, type View, maskEnvelope } from '@spotdeck/api'
import type { Desk } from '../desk.ts'
import type { Position } from '@spotdeck/reports'

/** Returns how an audience sees an account. */
export type ViewOf = (audience: Audience) => View

type Texts = Partial<Record<Audience, string | false>>

/** One event for many subscribers: its key, whether a subscription includes it, and its text per audience. */
export class SharedEvent {
  readonly seq: number
  readonly epoch: string
  /** Mark of the history up to this event, for the owner alone. */
  readonly hash: string | undefined
  readonly topic: DurableEnvelope['topic']
  /** Orders and deals have one. */
  readonly symbol: string | undefined
  /** Asset changes have one. */
  readonly asset: string | undefined
  /** Events of one key replace each other inside a batch; `undefined` for those of which every one counts. */
  readonly key: string | undefined
  readonly #envelope: DurableEnvelope
  readonly #viewOf: ViewOf
  /** Encoded text by audience; `false` for an audience that may not see it. A plain object: most events have one subscriber. */
  readonly #texts: Texts = {}
  #latestTexts: Texts | undefined

  constructor(envelope: DurableEnvelope, viewOf: ViewOf) {
    this.#envelope = envelope
    this.#viewOf = viewOf
    this.seq = envelope.seq
    this.epoch = envelope.epoch
    this.hash = envelope.hash
    this.topic = envelope.topic
    this.symbol = envelope.topic === 'orders' || envelope.topic === 'deals' ? envelope.data.symbol : undefined
    this.asset = envelope.topic === 'assets' ? envelope.data.asset : undefined
    this.key = keyOf(envelope)
  }

  /** Position of the event as `audience` may know it. */
  position(audience: Audience): Position {
    return shownPosition(this, this.#viewOf(audience))
  }

  /** JSON of the envelope as `audience` may see it; `undefined` when it may not. */
  text(audience: Audience): string | undefined {
    return (this.#texts[audience] ??= this.#encoded(this.#envelope, audience)) || undefined
  }

  /** The same as the newest of several changes: an asset without its change fields. */
  latestText(audience: Audience): string | undefined {
    const texts = (this.#latestTexts ??= {})
    return (texts[audience] ??= this.#encoded(withoutChange(this.#envelope), audience)) || undefined
  }

  #encoded(envelope: DurableEnvelope, audience: Audience): string | false {
    const masked = maskEnvelope(envelope, this.#viewOf(audience))
    return masked === undefined ? false : JSON.stringify(masked)
  }
}

/** Events as they were committed together. */
export type SharedBatch = {
  readonly events: readonly SharedEvent[]
  /** Position after the batch: the one object for all subscribers that get there by it. */
  readonly end: Position
}

/** A position as an audience may know it: its hash covers hidden events, so it is keyed for all but the owner. */
export function shownPosition({ epoch, seq, hash }: Position, { audience, maskId }: View): Position {
  if (hash === undefined) return { epoch, seq }
  return { epoch, seq, hash: audience === 'owner' ? hash : maskId(hash) }
}

/** Committed events of the accounts, shared by all who send them on. */
export interface SharedEvents {
  readonly desk: Desk
  /** Up to `limit` events after `after`, oldest first, from memory; `undefined` when the first of them is not in memory. */
  recent(account: string, after: Position, limit: number): readonly SharedEvent[] | undefined
  /** Shares events that came from the store. */
  share(account: string, events: readonly DurableEnvelope[]): readonly SharedEvent[]
  /**
   * Returns whether the ledger's history up to a position is the one that a reader was given with it; `undefined` where the
   * ledger does not keep that event.
   */
  hasHistory(
    reader: { readonly account: string; readonly audience: Audience },
    given: Position,
  ): Promise<boolean | undefined>
}

/** A measured value of an account: the newest replaces the one before it. */
export class SharedSample {
  readonly topic: SampledEnvelope['topic']
  readonly #envelope: SampledEnvelope
  readonly #viewOf: ViewOf
  readonly #texts = new Map<Audience, string | undefined>()

  constructor(envelope: SampledEnvelope, viewOf: ViewOf) {
    this.#envelope = envelope
    this.#viewOf = viewOf
    this.topic = envelope.topic
  }

  text(audience: Audience): string | undefined {
    if (this.#texts.has(audience)) return this.#texts.get(audience)
    const masked = maskEnvelope(this.#envelope, this.#viewOf(audience))
    const text = masked === undefined ? undefined : JSON.stringify(masked)
    this.#texts.set(audience, text)
    return text
  }
}

function keyOf(envelope: DurableEnvelope): string | undefined {
  if (envelope.topic === 'assets') return `assets ${envelope.data.asset}`
  return envelope.topic === 'status' ? 'status' : undefined
}

function withoutChange(envelope: DurableEnvelope): DurableEnvelope {
  if (envelope.topic !== 'assets') return envelope
  const { freeChange: _free, lockedChange: _locked, ...data } = envelope.data
  return { ...envelope, data }
}
