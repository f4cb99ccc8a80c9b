// Generates packages/wire/src/codec/generated/push.ts from packages/wire/proto/push.proto.
//   node scripts/generate-proto.mjs           writes the file
//   node scripts/generate-proto.mjs --check   fails when the file on disk differs from what the schema gives
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import cli from 'protobufjs-cli'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'packages/wire/proto/push.proto')
const target = join(root, 'packages/wire/src/codec/generated/push.ts')

const HEADER = `// @ts-nocheck
/** Generated from proto/push.proto by scripts/generate-proto.mjs: do not edit. Only encode.ts and decode.ts use it. */
`

const WRAPPER_TYPE = `{
    encode(message: object): { finish(): Uint8Array }
    decode(reader: object): object
}`

/** The generated file's whole text; the same for the same schema and the same protobufjs. */
export async function generate() {
  const options = ['--target', 'static-module', '--wrap', 'esm', '--root', 'spotdeck.wire', '--keep-case', '--lint', '']
  const leaner = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service', 'comments'].map(
    (part) => `--no-${part}`,
  )
  const text = await new Promise((resolve, reject) => {
    cli.pbjs.main([...options, ...leaner, source], (error, output) => (error ? reject(error) : resolve(output)))
  })
  return HEADER + typed(text)
}

/** One typed export, the wrapper: everything else is reached through it. */
function typed(text) {
  return text
    .replace(/^\/\*.*\*\/\n/, '')
    .replace(/^export \{[^}]*\};?\n/gm, '')
    .replace(/^export const (\w+) = (\$root\.\w+) = /gm, (_, name, member) =>
      name === 'PushDataV3ApiWrapper' ? `export const ${name}: ${WRAPPER_TYPE} = ${member} = ` : `${member} = `,
    )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await generate()
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (readFileSync(target, 'utf8') !== text) {
    console.error('generated/push.ts is not what proto/push.proto gives: run node scripts/generate-proto.mjs')
    process.exitCode = 1
  }
}
