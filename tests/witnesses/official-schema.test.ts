/**
 * Our schema against MEXC's own (github.com/mexcdevelop/websocket-proto), field by field: the fixture is a table of facts, as
 * of the commit of 2026-06-17. Our file is found and read the way a program does that installed the package.
 */

import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf'
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt'
import { expect, test } from 'vitest'
import { readMessages } from './protobuf-schema.ts'

type Label = '' | 'optional' | 'repeated' | 'oneof'
type Row = readonly [message: string, number: number, name: string, type: string, label: Label]

const fixture = new URL('../fixtures/official-schema.json', import.meta.url)
const official = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Row[]
const shipped = fileURLToPath(import.meta.resolve('@spotdeck/wire/proto/push.proto'))
const messages = readMessages(dirname(shipped))

function typeOf(field: DescField): string {
  if (field.fieldKind === 'message') return field.message.name
  if (field.fieldKind === 'list' && field.listKind === 'message') return field.message.name
  return field.fieldKind === 'scalar' ? ScalarType[field.scalar].toLowerCase() : field.fieldKind
}

function labelOf(field: DescField): Label {
  if (field.fieldKind === 'list') return 'repeated'
  if (field.oneof !== undefined) return 'oneof'
  return field.fieldKind === 'scalar' && field.presence === FeatureSet_FieldPresence.EXPLICIT ? 'optional' : ''
}

const rowsOf = (message: DescMessage): readonly Row[] =>
  message.fields.map((field) => [message.name, field.number, field.name, typeOf(field), labelOf(field)])
const inOrder = (rows: readonly Row[]): readonly string[] => rows.map((row) => row.join(' ')).toSorted()

test('the table has the 21 messages and 137 fields of the exchange, each once', () => {
  expect(new Set(official.map(([message]) => message)).size).toBe(21)
  expect(new Set(official.map(([message, number]) => `${message} ${number}`)).size).toBe(137)
})

test('our schema has the same messages, numbers, names, types and labels, and no other', () => {
  expect(inOrder(messages.flatMap(rowsOf))).toEqual(inOrder(official))
})

test('like the official one it has no package, so that a full name is a short one', () => {
  expect(messages.map(({ typeName }) => typeName)).toEqual(messages.map(({ name }) => name))
})
