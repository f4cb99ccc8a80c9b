/** A REST answer held against the shape of its endpoint: what is new in it, and what is gone. */

import {
  type AnswerShape,
  answerShapeOf,
  isOrderSide,
  isOrderStatus,
  isOrderType,
  STOP_TYPE_NAME,
  symbolStatusName,
} from '@spotdeck/wire'
import type { Sighting } from '../hooks/drift.ts'
import type { DriftMonitor } from './drift-monitor.ts'

/** Long lists are all alike: this many entries are looked at. */
const MAX_ENTRIES = 50
const DEEPEST = 8

type Note = (kind: Sighting['kind'], path: string, found?: string) => void

/** Notes the differences; never throws and never changes the answer. */
export function noteAnswerDrift(answer: unknown, endpoint: string, monitor: DriftMonitor): void {
  const shape = answerShapeOf(endpoint)
  if (shape === undefined) return
  const note: Note = (kind, path, found) => monitor.note({ kind, where: endpoint, path, found })
  compare(answer, shape, { path: '', depth: 0, note })
  noteOpenValues(answer, endpoint, monitor)
}

/** Place in an answer. */
type Place = { readonly path: string; readonly depth: number; readonly note: Note }

const below = ({ path, depth, note }: Place, step: string): Place => ({
  path: `${path}${step}`,
  depth: depth + 1,
  note,
})

function compare(value: unknown, shape: AnswerShape, at: Place): void {
  const { path, note } = at
  if (shape === 'any' || at.depth > DEEPEST) return
  if (typeof shape === 'object') {
    if ('either' in shape) return compareEither(value, shape.either, at)
    if ('values' in shape) return compareValues(value, shape.values, at)
  }
  if (!fits(value, shape)) return note('OTHER_KIND', path, kindOf(value))
  if (typeof shape === 'string') return
  if ('list' in shape) return eachOf(value, (entry) => compare(entry, shape.list, below(at, '[]')))
  if ('map' in shape) {
    return eachOf([...fieldsOf(value).values()], (entry) => compare(entry, shape.map, below(at, '{}')))
  }
  if ('tuple' in shape) return compareTuple(value, shape.tuple, at)
  if ('fields' in shape) compareFields(value, shape.fields, at)
}

function eachOf(list: unknown, look: (entry: unknown) => void): void {
  if (Array.isArray(list)) for (const entry of list.slice(0, MAX_ENTRIES)) look(entry)
}

function compareEither(value: unknown, either: readonly AnswerShape[], at: Place): void {
  const fitting = either.find((shape) => fits(value, shape))
  if (fitting === undefined) return at.note('OTHER_KIND', at.path, kindOf(value))
  compare(value, fitting, at)
}

function compareValues(value: unknown, values: readonly string[], { path, note }: Place): void {
  if (typeof value !== 'string') note('OTHER_KIND', path, kindOf(value))
  else if (!values.includes(value)) note('UNKNOWN_VALUE', path, value)
}

function compareTuple(value: unknown, tuple: readonly AnswerShape[], at: Place): void {
  if (!Array.isArray(value)) return
  const { path, note } = at
  const entries: readonly unknown[] = value
  if (entries.length < tuple.length) note('MISSING_FIELD', `${path}[${entries.length}]`)
  if (entries.length > tuple.length) note('UNKNOWN_FIELD', `${path}[${tuple.length}]`)
  for (const [index, shape] of tuple.entries()) {
    if (index < entries.length) compare(entries[index], shape, below(at, `[${index}]`))
  }
}

function compareFields(value: unknown, fields: Readonly<Record<string, AnswerShape>>, at: Place): void {
  const given = fieldsOf(value)
  const inside = (name: string): Place => below(at, at.path === '' ? name : `.${name}`)
  for (const [name, shape] of Object.entries(fields)) {
    const mayBeAbsent = name.endsWith('?')
    const field = mayBeAbsent ? name.slice(0, -1) : name
    const present = given.has(field)
    if (present) compare(given.get(field), shape, inside(field))
    else if (!mayBeAbsent) at.note('MISSING_FIELD', inside(field).path)
    given.delete(field)
  }
  for (const field of given.keys()) at.note('UNKNOWN_FIELD', inside(field).path)
}

function fieldsOf(value: unknown): Map<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

function fits(value: unknown, shape: AnswerShape): boolean {
  if (typeof shape === 'object') {
    if ('list' in shape || 'tuple' in shape) return Array.isArray(value)
    if ('values' in shape) return typeof value === 'string'
    if ('either' in shape) return shape.either.some((one) => fits(value, one))
    return kindOf(value) === 'object'
  }
  return shape === 'any' || kindOf(value) === shape
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  const names: Readonly<Record<string, string>> = { string: 'text', boolean: 'flag' }
  return names[typeof value] ?? typeof value
}

/** Enumerations that MEXC adds to are plain text in the types; what is known of them stands here. */
const ORDER_VALUES: Readonly<Record<string, (text: string) => boolean>> = {
  status: isOrderStatus,
  type: (text) => isOrderType(text) || text === STOP_TYPE_NAME,
  side: isOrderSide,
}
const OPEN_VALUES = new Map<string, { readonly list?: string; readonly values: typeof ORDER_VALUES }>([
  ['queryOrder', { values: ORDER_VALUES }],
  ['openOrders', { values: ORDER_VALUES }],
  ['allOrders', { values: ORDER_VALUES }],
  ['exchangeInfo', { list: 'symbols', values: { status: (text) => symbolStatusName(text) !== undefined } }],
])

function noteOpenValues(answer: unknown, endpoint: string, monitor: DriftMonitor): void {
  const open = OPEN_VALUES.get(endpoint)
  if (open === undefined) return
  const rows: unknown = open.list === undefined ? answer : fieldsOf(answer).get(open.list)
  const path = open.list === undefined ? '' : `${open.list}[].`
  const look = (row: unknown): void => {
    const fields = fieldsOf(row)
    for (const [name, isKnown] of Object.entries(open.values)) {
      const value = fields.get(name)
      if (typeof value !== 'string' || isKnown(value)) continue
      monitor.note({ kind: 'UNKNOWN_VALUE', where: endpoint, path: `${path}${name}`, found: value })
    }
  }
  if (Array.isArray(rows)) eachOf(rows, look)
  else look(rows)
}
