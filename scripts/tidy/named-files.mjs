// Documents that answer for security by naming a file or a test: each file must exist, and each link must lead somewhere.

import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { root } from '../lib/steps.mjs'
import { read } from './files.mjs'

const documents = ['SECURITY.md', 'docs/security.md', 'docs/threat-model.md']
const NAMED = /`((?:\.[a-z]+\/|[A-Za-z])[\w./-]*\.(?:tsx?|mjs|js|json|md))`/g
const LINKED = /\]\(([^)#:\s]+)(?:#[\w-]*)?\)/g
/** Named already, and brought by changes that are not merged here yet. A file that has come must be taken off this list. */
const awaited = new Set([
  'docs/architecture.md',
  'packages/cli/src/config/exposed.test.ts',
  'packages/cli/src/config/key-command.ts',
  'packages/cli/src/config/key-envelope.test.ts',
  'packages/cli/src/running-gateway.test.ts',
  'packages/dashboard/src/live/login.test.ts',
  'packages/dashboard/src/trusted-html.test.ts',
  'packages/gateway/src/edge/access/device.test.ts',
  'packages/gateway/src/edge/access/store.test.ts',
  'packages/gateway/src/edge/http/connection-gate.test.ts',
  'packages/gateway/src/edge/http/public-stream.test.ts',
  'packages/gateway/src/edge/http/raw-frames.test.ts',
  'packages/gateway/src/edge/limits/budgets.ts',
  'packages/gateway/src/edge/limits/report-gate.test.ts',
  'packages/gateway/src/edge/limits/request-limits.test.ts',
  'packages/gateway/src/edge/rest/authentication.test.ts',
  'packages/gateway/src/edge/rest/scope-property.test.ts',
  'packages/gateway/src/edge/rest/scope.test.ts',
  'packages/gateway/src/edge/rest/sessions.test.ts',
  'packages/gateway/src/exposure.test.ts',
  'packages/gateway/src/import/worker-reader.test.ts',
  'packages/ports/src/node/owner-only.test.ts',
  'scripts/advisories.json',
  'scripts/sbom.mjs',
  'scripts/tidy/integrity.mjs',
  'tests/end-to-end/sign-in.test.ts',
  'tests/end-to-end/trusted-types.test.ts',
  'tests/fuzz/gateway-fuzz.test.ts',
  'tests/packages/lock-file.test.ts',
])

export function* checkNamedFiles() {
  for (const document of documents) {
    const text = read(document)
    const named = [...text.matchAll(NAMED)].map(([, path]) => path)
    const linked = [...text.matchAll(LINKED)].map(([, path]) => normalize(join(dirname(document), path)))
    for (const path of new Set([...named, ...linked])) {
      if (!existsSync(join(root, path)) && !awaited.has(path))
        yield `${document}: names ${path}, which does not exist: name the file that shows it now`
    }
  }
  for (const path of awaited) {
    if (existsSync(join(root, path)))
      yield `scripts/tidy/named-files.mjs: ${path} is here: take it off the awaited files`
  }
}
