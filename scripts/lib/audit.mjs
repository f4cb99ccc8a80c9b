// Facts about the installed packages that the lock file alone shows: their licences, their install scripts, and whether they are
// in the checked-in list of advisories. It cannot know of advisories that are not in that list, nor what a package does.

import { compareVersions } from './lock-file.mjs'

/** Licences of what ships. */
const SHIPPED = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Zlib', 'CC0-1.0']
/** Fonts, and native parts of the page's build, which are used as they are and not changed. */
const SHIPPED_UNCHANGED = ['OFL-1.1', 'MPL-2.0', 'Unlicense']
const DEVELOPMENT = ['Python-2.0', 'CC-BY-4.0']
/** The package does not say it in the lock file; its own LICENSE does. */
const SAID_ELSEWHERE = { 'parse-cache-control': 'BSD-3-Clause' }
/** Install scripts that exist; .npmrc and our own setup never need what they do. */
const INSTALL_SCRIPTS = ['ccxt', '@bufbuild/buf', 'bufferutil']

/** Findings end the audit with 1; notes are of packages that never ship. */
export function audit(packages, { advisories }) {
  const findings = []
  const notes = []
  for (const one of packages) {
    const entry = `${one.name} ${one.version} (${one.place})`
    const license = one.license ?? SAID_ELSEWHERE[one.name]
    if (!isAllowed(license, one.isDevelopment))
      findings.push(`${entry}: licence ${license ?? 'unknown'} is not allowed`)
    if (one.hasInstallScript && !INSTALL_SCRIPTS.includes(one.name)) findings.push(`${entry}: has an install script`)
    for (const { id, title } of advisories.filter((advisory) => isAffected(one, advisory)))
      (one.isDevelopment ? notes : findings).push(`${entry}: ${id}, ${title}`)
  }
  return { findings, notes }
}

/** All licences joined by AND, one of those joined by OR. */
function isAllowed(expression = '', isDevelopment) {
  const allowed = [...SHIPPED, ...SHIPPED_UNCHANGED, ...(isDevelopment ? DEVELOPMENT : [])]
  const plain = expression.replaceAll(/[()]/g, '')
  return plain.split(' OR ').some((part) => part.split(' AND ').every((license) => allowed.includes(license.trim())))
}

/** `affected` holds spans: the first version and the one that mends it. */
function isAffected({ name, version }, advisory) {
  if (name !== advisory.package) return false
  return advisory.affected.some(
    ([from, mended]) => compareVersions(version, from) >= 0 && compareVersions(version, mended) < 0,
  )
}
