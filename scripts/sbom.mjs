// `npm run sbom [-- FILE]`: the bill of materials as CycloneDX 1.5, on standard output or in FILE.
// `npm run audit:lock`: what the lock file tells of licences, install scripts and known advisories; exit code 1 when it finds one.
// Neither asks the network.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { audit } from './lib/audit.mjs'
import { lockedPackages } from './lib/lock-file.mjs'
import { sbomOf } from './lib/sbom.mjs'
import { root } from './lib/steps.mjs'

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const [what] = process.argv.slice(2)

if (what === '--audit') runAudit()
else writeSbom(what)

function writeSbom(file) {
  const { name, version } = read('package.json')
  const text = `${JSON.stringify(sbomOf(lockedPackages(), { name, version }), null, 2)}\n`
  if (file === undefined) process.stdout.write(text)
  else writeFileSync(file, text)
}

function runAudit() {
  const list = read('scripts/advisories.json')
  const packages = lockedPackages()
  const { findings, notes } = audit(packages, list)
  for (const note of notes) process.stdout.write(`note, never ships: ${note}\n`)
  for (const finding of findings) process.stderr.write(`${finding}\n`)
  process.stdout.write(
    `audit: ${packages.length} packages, ${findings.length} findings against ${list.advisories.length} advisories kept by hand until ${list.reviewed}; \`npm audit\` asks the registry for all\n`,
  )
  process.exitCode = findings.length === 0 ? 0 : 1
}
