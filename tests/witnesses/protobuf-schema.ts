/**
 * The schema as an independent witness reads it: parsed by buf, encoded and decoded by protobuf-es. Nothing of our codec's
 * generator or runtime is involved.
 */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  createFileRegistry,
  type DescField,
  type DescMessage,
  fromBinary,
  type Message,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf'
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect'
import { FeatureSet_FieldPresence, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import * as fc from 'fast-check'

const SCHEMA = fileURLToPath(new URL('../../packages/wire/proto', import.meta.url))
const BUF = fileURLToPath(new URL('../../node_modules/@bufbuild/buf/bin/buf', import.meta.url))

/** Every message of the schema. @param folder of `.proto` files; absent: the sources of `@spotdeck/wire` */
export function readMessages(folder: string = SCHEMA): readonly DescMessage[] {
  const image = execFileSync(process.execPath, [BUF, 'build', folder, '-o', '-#format=binpb'])
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image))
  return [...registry].filter((type) => type.kind === 'message')
}

/** The wrapper's descriptor. */
export function readWrapper(): DescMessage {
  const wrapper = readMessages().find(({ name }) => name === 'PushDataV3ApiWrapper')
  if (wrapper === undefined) throw new Error('buf read no wrapper in the schema')
  return wrapper
}

/** The names of the bodies, by field number. */
export function bodiesOf(wrapper: DescMessage): readonly DescField[] {
  return wrapper.fields.filter((field) => field.oneof !== undefined)
}

type Plain = { [name: string]: unknown }

/** A message as a plain object of our shape: defaults filled in, unset optional fields absent, int64 as numbers. */
export function plain(message: ReflectMessage): Plain {
  const object: Plain = {}
  for (const field of message.fields) {
    if (field.oneof !== undefined) continue
    if (field.presence === FeatureSet_FieldPresence.EXPLICIT && !message.isSet(field)) continue
    object[field.name] = plainField(message, field)
  }
  return object
}

function plainField(message: ReflectMessage, field: DescField): unknown {
  if (field.fieldKind === 'list') return Array.from(message.get(field), (item) => plain(item as ReflectMessage))
  const value: unknown = message.get(field)
  return typeof value === 'bigint' ? Number(value) : value
}

/** A wrapper as our `Push`. */
export function plainPush(schema: DescMessage, wrapper: Message): Plain {
  const view = reflect(schema, wrapper)
  const set = bodiesOf(schema).find((field) => view.isSet(field))
  if (set?.fieldKind !== 'message') return { ...plain(view), body: { kind: 'none' } }
  return { ...plain(view), body: { kind: set.name, value: plain(view.get(set)) } }
}

/** Any wrapper with the given body, encoded by the witness, beside the push that it means. */
export function frameOf(schema: DescMessage, body: DescField): fc.Arbitrary<{ frame: Uint8Array; push: Plain }> {
  return fill(schema, body).map((wrapper) => ({
    frame: toBinary(schema, wrapper),
    push: plainPush(schema, wrapper),
  }))
}

/** Any message of a type; of a oneof only the chosen field is set. */
function fill(schema: DescMessage, chosen?: DescField): fc.Arbitrary<Message> {
  const fields = schema.fields.filter((field) => field.oneof === undefined || field === chosen)
  const values = fields.map((field) =>
    field === chosen ? valueOf(field) : fc.option(valueOf(field), { nil: undefined }),
  )
  return fc.tuple(...values).map((given) => {
    const message = reflect(schema)
    fields.forEach((field, i) => {
      if (given[i] !== undefined) put(message, field, given[i])
    })
    return message.message
  })
}

function put(message: ReflectMessage, field: DescField, value: unknown): void {
  if (field.fieldKind === 'list') {
    const list = message.get(field)
    for (const item of value as readonly Message[]) list.add(reflect(messageOf(field), item))
    return
  }
  if (field.fieldKind === 'message') message.set(field, reflect(field.message, value as Message))
  else message.set(field, value)
}

function valueOf(field: DescField): fc.Arbitrary<unknown> {
  if (field.fieldKind === 'list') return fc.array(fill(messageOf(field)), { maxLength: 4 })
  if (field.fieldKind === 'message') return fill(field.message)
  if (field.fieldKind !== 'scalar') throw new Error(`the schema has a field of an unforeseen kind: ${field.name}`)
  const scalar = SCALARS.get(field.scalar)
  if (scalar === undefined) throw new Error(`the schema has a field of an unforeseen type: ${field.name}`)
  return scalar
}

function messageOf(field: DescField & { fieldKind: 'list' }): DescMessage {
  if (field.listKind !== 'message') throw new Error(`the schema has a list without messages: ${field.name}`)
  return field.message
}

const SAFE = { min: BigInt(Number.MIN_SAFE_INTEGER), max: BigInt(Number.MAX_SAFE_INTEGER) }
const price = fc.stringMatching(/^\d{1,6}\.\d{1,12}$/)

const SCALARS: ReadonlyMap<number, fc.Arbitrary<unknown>> = new Map<number, fc.Arbitrary<unknown>>([
  [
    ScalarType.INT64,
    fc.oneof(fc.bigInt({ min: 1_700_000_000_000n, max: 1_900_000_000_000n }), fc.bigInt(SAFE), fc.constant(0n)),
  ],
  [ScalarType.INT32, fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer())],
  [ScalarType.BOOL, fc.boolean()],
  [
    ScalarType.STRING,
    fc.oneof(price, fc.constantFrom('', '0', 'MXUSDT', '币安人生USDT'), fc.string({ unit: 'grapheme' })),
  ],
])
