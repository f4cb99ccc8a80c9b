/** Earlier answers of the fake exchange: REST may tell of a list as it was some time ago. */

type Version<T> = { readonly at: number; readonly value: T }

/** Every value that a row of one list had, by the row's id. */
export class VenuePast<T> {
  readonly #rows = new Map<string, Version<T>[]>()

  /** Notes the value of a row from a time on. */
  note(id: string, at: number, value: T): void {
    const versions = this.#rows.get(id)
    if (versions === undefined) this.#rows.set(id, [{ at, value }])
    else versions.push({ at, value })
  }

  /** The row as it was; `undefined` before it was made. */
  of(id: string, at: number): T | undefined {
    return this.#rows.get(id)?.findLast((version) => version.at <= at)?.value
  }

  /** All rows as they were, oldest first. */
  all(at: number): readonly T[] {
    return [...this.#rows.keys()].flatMap((id) => this.of(id, at) ?? [])
  }
}
