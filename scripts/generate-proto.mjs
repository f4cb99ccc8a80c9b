// Generates packages/wire/src/codec/generated/push.ts from packages/wire/proto/push.proto.
//   node scripts/generate-proto.mjs           writes the file
//   node scripts/generate-proto.mjs --check   fails when the file on disk differs from what the schema gives
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readerOf, wrapperReader } from './proto/decoder.mjs'
import { wrapperWriter, writerOf } from './proto/encoder.mjs'
import { distinct, typeOf, WRAPPER } from './proto/names.mjs'
import { parseProto } from './proto/parse.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'packages/wire/proto/push.proto')
const target = join(root, 'packages/wire/src/codec/generated/push.ts')

/** The generated file's whole text; the same for the same schema. */
export function generate(proto) {
  const messages = parseProto(proto)
  const wrapper = messages.find((message) => message.name === WRAPPER)
  const bodies = distinct(messages)
  const types = ['DecodedPush', 'Push', 'PushBody', 'UnknownField', ...bodies.map(typeOf)].toSorted()
  return `/** Generated from proto/push.proto by scripts/generate-proto.mjs: do not edit. Only encode.ts and decode.ts use it. */

import type {
${types.map((type) => `  ${type},`).join('\n')}
} from '../../push.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

${wrapperReader(wrapper)}
${bodies.map((message) => readerOf(message, messages)).join('\n')}
${wrapperWriter(wrapper, messages)}
${bodies.map((message) => writerOf(message, messages)).join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = generate(readFileSync(source, 'utf8'))
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (readFileSync(target, 'utf8') !== text) {
    console.error('generated/push.ts is not what proto/push.proto gives: run node scripts/generate-proto.mjs')
    process.exitCode = 1
  }
}
