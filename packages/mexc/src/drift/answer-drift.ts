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
  compare(answer, shape, '', (kind, path, found) => monitor.note({ kind, where: endpoint, path, found }))
  noteOpenValues(answer, endpoint, monitor)
}

function compare(value: unknown, shape: AnswerShape, path: string, note: Note, depth = 0): void {
  if (shape === 'any' || depth > DEEPEST) return
  if (typeof shape === 'object') {
    if ('either' in shape) return compareEither(value, shape.either, path, note, depth)
    if ('values' in shape) return compareValues(value, shape.values, path, note)
  }
  if (!fits(value, shape)) return note('OTHER_KIND', path, kindOf(value))
  if (typeof shape === 'string') return
  if ('list' in shape) return eachOf(value, (entry) => compare(entry, shape.list, `${path}[]`, note, depth + 1))
  if ('map' in shape) {
    return eachOf([...fieldsOf(value).values()], (entry) => compare(entry, shape.map, `${path}{}`, note, depth + 1))
  }
  if ('tuple' in shape) return compareTuple(value, shape.tuple, path, note, depth)
  if ('fields' in shape) compareFields(value, shape.fields, path, note, depth)
}

function eachOf(list: unknown, look: (entry: unknown) => void): void {
  if (Array.isArray(list)) for (const entry of list.slice(0, MAX_ENTRIES)) look(entry)
}

function compareEither(value: unknown, either: readonly AnswerShape[], path: string, note: Note, depth: number): void {
  const fitting = either.find((shape) => fits(value, shape))
  if (fitting === undefined) return note('OTHER_KIND', path, kindOf(value))
  compare(value, fitting, path, note, depth)
}

function compareValues(value: unknown, values: readonly string[], path: string, note: Note): void {
  if (typeof value !== 'string') note('OTHER_KIND', path, kindOf(value))
  else if (!values.includes(value)) note('UNKNOWN_VALUE', path, value)
}

function compareTuple(value: unknown, tuple: readonly AnswerShape[], path: string, note: Note, depth: number): void {
  if (!Array.isArray(value)) return
  const entries: readonly unknown[] = value
  if (entries.length < tuple.length) note('MISSING_FIELD', `${path}[${entries.length}]`)
  if (entries.length > tuple.length) note('UNKNOWN_FIELD', `${path}[${tuple.length}]`)
  for (const [index, shape] of tuple.entries()) {
    if (index < entries.length) compare(entries[index], shape, `${path}[${index}]`, note, depth + 1)
  }
}

function compareFields(
  value: unknown,
  fields: Readonly<Record<string, AnswerShape>>,
  path: string,
  note: Note,
  depth: number,
): void {
  const given = fieldsOf(value)
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  for (const [name, shape] of Object.entries(fields)) {
    const mayBeAbsent = name.endsWith('?')
    const field = mayBeAbsent ? name.slice(0, -1) : name
    const present = given.has(field)
    if (present) compare(given.get(field), shape, at(field), note, depth + 1)
    else if (!mayBeAbsent) note('MISSING_FIELD', at(field))
    given.delete(field)
  }
  for (const field of given.keys()) note('UNKNOWN_FIELD', at(field))
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
