// Homebrew formula and winget manifests of a release: node scripts/release-manifests.mjs FOLDER ADDRESS
// FOLDER has the files of the release, ADDRESS is where they are downloaded. Writes the filled deploy/homebrew and
// deploy/winget to FOLDER, winget's only where there is an executable for Windows. Ends with 1 without the tarball.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, say } from './lib/steps.mjs'

const [folder, address] = process.argv.slice(2)
if (folder === undefined || !URL.canParse(address ?? ''))
  fail('Name the folder and the address of the release: node scripts/release-manifests.mjs FOLDER ADDRESS')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const homepage = address.replace(/\/releases\/.*$/, '')

/** Writes every template of a folder of deploy/, filled for a file of the release. */
function fill(kind, file, casing = (text) => text) {
  const sha256 = casing(
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex'),
  )
  const values = { version, sha256, address, homepage }
  for (const name of readdirSync(join(root, 'deploy', kind))) {
    const template = readFileSync(join(root, 'deploy', kind, name), 'utf8')
    const text = template.replaceAll(/\{\{(\w+)\}\}/g, (_, key) => values[key] ?? fail(`${name}: no value for ${key}`))
    writeFileSync(join(folder, name), text)
    say(join(folder, name))
  }
}

const tarball = `spotdeck-${version}.tgz`
if (!existsSync(join(folder, tarball))) fail(`${folder} has no ${tarball}: node scripts/pack.mjs spotdeck ${folder}`)
fill('homebrew', tarball)
const program = `spotdeck-${version}-win32-x64.exe`
if (existsSync(join(folder, program))) fill('winget', program, (text) => text.toUpperCase())
else say(`no ${program}: no manifest for winget`)
