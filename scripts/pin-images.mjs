// Writes the digest behind every image of deploy/, as the registry has it now: a tag can be moved, a digest cannot. Run it again to renew them.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IMAGE_FILES, pinned } from './lib/images.mjs'
import { fail, root, say } from './lib/steps.mjs'

/** Asks the registry, by the container engine of this machine. */
function digestOf(tag) {
  const args = ['buildx', 'imagetools', 'inspect', tag, '--format', '{{.Manifest.Digest}}']
  const digest = execFileSync('docker', args, { encoding: 'utf8' }).trim()
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) fail(`${tag}: docker answered no digest but ${JSON.stringify(digest)}`)
  say(`${tag} is ${digest}`)
  return digest
}

for (const file of IMAGE_FILES) {
  const path = join(root, file)
  writeFileSync(path, pinned(readFileSync(path, 'utf8'), digestOf))
}
