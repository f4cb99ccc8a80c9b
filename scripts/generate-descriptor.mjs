// Generates packages/wire/src/codec/generated/descriptor.ts: the schema as protobuf's own tools write it (a FileDescriptorSet),
// for readers that decode with a library of theirs. buf compiles it, nothing of our own parser does.
//   node scripts/generate-descriptor.mjs           writes the file
//   node scripts/generate-descriptor.mjs --check   fails when the file on disk differs from what the schema gives
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf')
const target = join(root, 'packages/wire/src/codec/generated/descriptor.ts')

const image = execFileSync(process.execPath, [
  buf,
  'build',
  join(root, 'packages/wire/proto'),
  '--exclude-source-info',
  '-o',
  '-#format=binpb',
])
const text = `/** Generated from proto/push.proto by scripts/generate-descriptor.mjs: do not edit. */

/** The message that every binary frame is. */
export const PUSH_MESSAGE = 'PushDataV3ApiWrapper'

/** The schema of every push as a FileDescriptorSet, in base64: what any protobuf library reads frames by. */
export const PUSH_DESCRIPTOR_SET =
  '${image.toString('base64')}'
`

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write(
    'packages/wire/src/codec/generated/descriptor.ts is stale: run node scripts/generate-descriptor.mjs\n',
  )
  process.exit(1)
}
