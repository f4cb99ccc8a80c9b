/** Rows of a table as values of a type, the same in a file and in a database. */

import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import type { SqlValue } from './sql.ts'

/** A column: what it holds as a value, and as the engine gives it. `name`: where it is not that of the field. */
export type Column<V> = {
  readonly name?: string
  read(stored: unknown): V
  write(value: V): SqlValue
}

const checked =
  <V extends SqlValue>(is: (stored: unknown) => stored is V): Column<V>['read'] =>
  (stored) => {
    if (is(stored)) return stored
    throw new TypeError('A row of the desk has a value of another type than its column.')
  }

/** Text. */
export const text: Column<string> = { read: checked((stored) => typeof stored === 'string'), write: (value) => value }
/** A number. */
export const number: Column<number> = { read: checked((stored) => typeof stored === 'number'), write: (value) => value }
/** True or false, as 1 or 0. */
export const flag: Column<boolean> = { read: (stored) => number.read(stored) === 1, write: Number }

/** Text of a type. */
export const textOf = <V extends string>(schema: z.ZodType<V>): Column<V> => ({
  read: (stored) => schema.parse(stored),
  write: (value) => value,
})

/** Data of a type as JSON; a database may give it parsed. */
export const json = <V>(schema: z.ZodType<V>): Column<V> => ({
  read: (stored) => schema.parse(typeof stored === 'string' ? JSON.parse(stored) : stored),
  write: (value) => JSON.stringify(value),
})

/** A column that may be empty. */
export const optional = <V>(column: Column<V>): Column<V | undefined> => ({
  ...column,
  read: (stored) => (stored === null ? undefined : column.read(stored)),
  write: (value) => (value === undefined ? null : column.write(value)),
})

const anyRow = z.record(z.string(), z.unknown())

type Columns<T> = { readonly [Field in keyof T]-?: Column<T[Field]> }

/** A table whose rows are values of type `T`. */
export class Table<T extends object> {
  /** Names of the columns, in the order of `values`. */
  readonly names: readonly string[]
  /** The same as a list of a statement. */
  readonly columns: string
  /** Statement that inserts `values`, without what follows, such as `ON CONFLICT`. */
  readonly insert: string
  readonly #fields: readonly (readonly [field: string, name: string, column: Column<unknown>])[]

  constructor(name: string, columns: Columns<T>) {
    const byField = columns as Readonly<Record<string, Column<unknown>>>
    this.#fields = Object.entries(byField).map(([field, column]) => {
      const named = column.name ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      return [field, named, column]
    })
    this.names = this.#fields.map(([, column]) => column)
    this.columns = this.names.join(', ')
    this.insert = `INSERT INTO ${name} (${this.columns}) VALUES (${this.names.map((_, n) => `$${n + 1}`).join(', ')})`
  }

  /** Values of the columns. */
  values(of: T): readonly SqlValue[] {
    const fields = new Map<string, unknown>(Object.entries(of))
    return this.#fields.map(([field, , column]) => column.write(fields.get(field)))
  }

  /** Reads a row; empty columns are absent. @throws where it is none of this table */
  readonly read = (row: unknown): T => {
    const found = new Map(Object.entries(anyRow.parse(row)))
    return defined(
      Object.fromEntries(this.#fields.map(([field, name, column]) => [field, column.read(found.get(name))])),
    ) as T
  }

  /** Reads rows. */
  readonly all = (rows: readonly unknown[]): readonly T[] => rows.map(this.read)

  /** Reads the first row, where there is one. */
  readonly first = (rows: readonly unknown[]): T | undefined => this.all(rows.slice(0, 1))[0]
}
