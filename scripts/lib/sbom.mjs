// The bill of materials of what is installed, CycloneDX 1.5, from the lock file alone. The same lock file gives the same bytes.

/** @param {{ name: string, version: string }} product */
export function sbomOf(packages, product) {
  const components = new Map()
  for (const one of packages) {
    const purl = purlOf(one)
    const known = components.get(purl)
    // Installed in several places: it ships when one of them does.
    if (known === undefined || (known.scope === 'excluded' && !one.isDevelopment))
      components.set(purl, componentOf(one, purl))
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': purlOf(product), ...product, purl: purlOf(product) },
    },
    components: [...components.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
  }
}

function componentOf({ name, version, integrity, license, isDevelopment }, purl) {
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    scope: isDevelopment ? 'excluded' : 'required',
    ...(integrity === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: hexOf(integrity) }] }),
    ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
    purl,
  }
}

const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`
const hexOf = (integrity) => Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
const licenseOf = (license) =>
  / (?:AND|OR|WITH) /.test(license) ? { expression: license } : { license: { id: license } }
