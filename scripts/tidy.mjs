// `npm run tidy`: what a tool can hold is not left to review. Import directions, file sizes, names, leaks of the world,
// what is compiled for a start, engines of what ships, hashes of what is installed. Prints each finding with what to do; exit code 1 when there is one.

import { checkEngines } from './tidy/engines.mjs'
import { checkImports } from './tidy/imports.mjs'
import { checkIntegrity } from './tidy/integrity.mjs'
import { checkShipped } from './tidy/shipped.mjs'
import { checkSources } from './tidy/sources.mjs'

const findings = [...checkImports(), ...checkShipped(), ...checkSources(), ...checkEngines(), ...checkIntegrity()]
for (const finding of findings) process.stderr.write(`${finding}\n`)
process.stdout.write(findings.length === 0 ? 'tidy: nothing found\n' : `tidy: ${findings.length} findings\n`)
process.exit(findings.length === 0 ? 0 : 1)
