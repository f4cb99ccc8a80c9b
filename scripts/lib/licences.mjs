// The licences of registry packages as one text, for what carries their code.

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.mjs'

const FILE = /^(?:licen[cs]e|copying|notice)/i

/** The text of all packages at these places (`node_modules/ws`) that are installed, one after the other. */
export function licencesOf(places) {
  return places
    .filter((place) => existsSync(join(root, place, 'package.json')))
    .map((place) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'))
      const files = readdirSync(join(root, place)).filter((file) => FILE.test(file))
      const texts = files.map((file) => readFileSync(join(root, place, file), 'utf8').trim())
      return [`${name} ${version} (${license})`, ...texts].join('\n\n')
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
}
