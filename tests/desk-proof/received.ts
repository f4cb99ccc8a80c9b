/** Judges what readers receive: each event of an account once, in order, and with the same content for every reader. */

/** A durable envelope, as far as it is judged. */
type Envelope = {
  readonly account: string
  readonly epoch: string
  readonly seq: number
  readonly hash?: string | undefined
}

/** Last event that a reader has of an account. `hash`: mark of the history up to it, with a reader that keeps it. */
export type Place = { readonly epoch: string; readonly seq: number; readonly hash?: string | undefined }

/** Contents of events, as the first reader had them. */
export class Canon {
  readonly #texts = new Map<string, (string | undefined)[]>()

  /** Notes the content of an event. Returns false if an earlier reader had another one. */
  agrees({ account, epoch, seq }: Envelope, text: string): boolean {
    const key = `${account} ${epoch}`
    const texts = this.#texts.get(key) ?? []
    this.#texts.set(key, texts)
    texts[seq] ??= text
    return texts[seq] === text
  }

  /** Events of which any reader had the content. */
  get size(): number {
    return [...this.#texts.values()].reduce((sum, texts) => sum + texts.filter((text) => text !== undefined).length, 0)
  }
}

const MAX_FAILURES = 5

/** Events of one reader. */
export class Received {
  readonly name: string
  readonly #canon: Canon
  readonly #keepsHash: boolean
  readonly #places = new Map<string, Place>()
  readonly #failures: string[] = []
  /** Of events, resets and connections. */
  readonly counts = { events: 0, resets: 0, connections: 0 }
  /** Failures beyond those that are kept. */
  #more = 0

  /** @param options.keepsHash true for a reader that resumes by whole positions, false for one of their older form */
  constructor(
    name: string,
    places: Readonly<Record<string, Place>>,
    { canon, keepsHash }: { readonly canon: Canon; readonly keepsHash: boolean },
  ) {
    this.name = name
    this.#canon = canon
    this.#keepsHash = keepsHash
    for (const [account, place] of Object.entries(places)) this.#places.set(account, place)
  }

  get accounts(): readonly string[] {
    return [...this.#places.keys()]
  }

  /** Differences that were found, the first ones. */
  get failures(): readonly string[] {
    return this.#more === 0 ? this.#failures : [...this.#failures, `and ${this.#more} more`]
  }

  place(account: string): Place {
    const place = this.#places.get(account)
    if (place === undefined) throw new Error(`${this.name} does not read ${account}.`)
    return place
  }

  /** Takes an event: it must be the one after the last. */
  take(envelope: Envelope, by: string): void {
    const { account, epoch, seq, hash } = envelope
    const { epoch: known, seq: last } = this.place(account)
    this.counts.events += 1
    if (epoch !== known) this.#fail(`${account}: event ${seq} of epoch ${epoch} after epoch ${known}, from ${by}`)
    else if (seq !== last + 1) this.#fail(`${account}: event ${seq} after event ${last}, from ${by}`)
    if (!this.#canon.agrees(envelope, JSON.stringify(envelope)))
      this.#fail(`${account}: event ${seq} from ${by} is not what another reader had`)
    this.#places.set(account, { epoch, seq, ...(this.#keepsHash && hash !== undefined ? { hash } : {}) })
  }

  /** Takes a reset: the reader begins again after a position. */
  reset(account: string, place: Place, by: string): void {
    this.counts.resets += 1
    const { epoch, seq } = this.place(account)
    this.#fail(`${account}: reset at ${epoch}:${seq} to ${place.epoch}:${place.seq}, by ${by}`)
    this.#places.set(account, place)
  }

  #fail(text: string): void {
    if (this.#failures.length < MAX_FAILURES) this.#failures.push(`${this.name}: ${text}`)
    else this.#more += 1
  }
}
