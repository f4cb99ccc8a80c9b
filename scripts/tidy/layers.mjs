// Layers inside a package: a folder imports only folders of lower layers, and folders of one layer do not import each other.

import { importsOf } from './program.mjs'

/** Folders of each package, lowest layer first; folders that share a line stand beside each other. */
const layers = {
  follow: [['balances', 'deals'], ['flows'], ['machine']],
  desk: [['access'], ['journal']],
  edge: [['bus', 'metrics', 'answer'], ['redis', 'limits'], ['stream'], ['rest'], ['http']],
  cluster: [['bus'], ['forward', 'redis', 'read'], ['lease']],
  gateway: [['metrics', 'market', 'notices'], ['trading'], ['account', 'config'], ['serve']],
  sandbox: [
    ['time', 'matching', 'json-file'],
    ['venue'],
    ['venue-file'],
    ['market'],
    ['store', 'recording'],
    ['streams', 'server'],
    ['faults'],
    ['journal'],
    ['control'],
    ['scenario'],
    ['embed'],
    ['command'],
  ],
  mexc: [
    ['errors', 'hooks'],
    ['drift'],
    ['socket'],
    ['rest'],
    ['reading', 'market-rules'],
    ['user-stream', 'market-stream', 'orders'],
    ['order-book'],
  ],
  dashboard: [['live'], ['settings'], ['format', 'i18n', 'theme'], ['state'], ['charts'], ['views']],
}

/** Root files that only define ports, options or codes: any folder may import them. */
const leftmost = new Set([
  'desk.ts',
  'envelope.ts',
  'switches.ts',
  'world.ts',
  'start-error.ts',
  'state-error.ts',
  'views.ts',
  'handler.ts',
  'secret-mac.ts',
  'ledgers.ts',
  'forwarding.ts',
  'config.ts',
  'storage.ts',
  'exchange.ts',
  'symbols.ts',
  'slices.ts',
  'errors.ts',
  'unit-prices.ts',
  'durations.ts',
  'unreachable.ts',
])

export function* checkLayers(sources) {
  for (const source of sources) {
    const table = layers[source.name]
    if (table === undefined) continue
    const from = rankOf(table, source.inner)
    if (from === undefined) continue
    const prefix = `packages/${source.name}/src/`
    for (const target of importsOf(source)) {
      const inner = target.slice(prefix.length)
      if (inner.split('/')[0] === source.inner.split('/')[0]) continue
      const to = rankOf(table, inner)
      if (to === undefined ? isRoot(inner) && !leftmost.has(inner) : to >= from)
        yield {
          rule: 'layers',
          text: `${source.file}: ${folderOf(source.inner)} may not import ${inner}: it is not in a lower layer`,
        }
    }
  }
}

function rankOf(table, inner) {
  const folder = folderOf(inner)
  const rank = table.findIndex((folders) => folders.includes(folder))
  return rank < 0 ? undefined : rank
}

const folderOf = (inner) => inner.split('/')[0]
const isRoot = (inner) => !inner.includes('/')
