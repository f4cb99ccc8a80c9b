// Documents that answer for security by naming a file or a test: each file must exist, and each link must lead somewhere.

import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { root } from '../lib/steps.mjs'
import { read } from './files.mjs'

const documents = ['SECURITY.md', 'docs/evidence/security.md', 'docs/threat-model.md']
const NAMED = /`((?:\.[a-z]+\/|[A-Za-z])[\w./-]*\.(?:tsx?|mjs|js|json|md))`/g
const LINKED = /\]\(([^)#:\s]+)(?:#[\w-]*)?\)/g
export function* checkNamedFiles() {
  for (const document of documents) {
    const text = read(document)
    const named = [...text.matchAll(NAMED)].map(([, path]) => path)
    const linked = [...text.matchAll(LINKED)].map(([, path]) => normalize(join(dirname(document), path)))
    for (const path of new Set([...named, ...linked])) {
      if (!existsSync(join(root, path)))
        yield `${document}: names ${path}, which does not exist: name the file that shows it now`
    }
  }
}
