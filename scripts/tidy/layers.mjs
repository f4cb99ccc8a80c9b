// Layers inside a package: a folder imports only folders of lower layers, and folders of one layer do not import each other.

import { importsOf } from './program.mjs'

/** Folders of each package, or of one of its folders, lowest layer first; folders that share a line stand beside each other. */
const layers = {
  follow: [
    ['base'],
    ['coverage', 'balances'],
    ['phase'],
    ['stream', 'orders', 'flows'],
    ['search', 'liveness'],
    ['machine'],
    ['exchange', 'history'],
    ['shell'],
  ],
  desk: [['access'], ['journal']],
  reports: [['base'], ['history'], ['profit'], ['equity'], ['scan'], ['answers'], ['table'], ['worker']],
  imports: [['workbook'], ['rows'], ['file'], ['plan'], ['write']],
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
  'sandbox/venue': [['contract'], ['access'], ['listing'], ['engine', 'wallet'], ['views']],
  'sandbox/market': [['data'], ['model', 'recorded', 'memory', 'demo'], ['bots', 'outside']],
  'sandbox/server': [['call'], ['routes']],
  'sandbox/control': [['call'], ['routes']],
  mexc: [
    ['errors', 'hooks'],
    ['drift'],
    ['socket'],
    ['rest'],
    ['reading', 'market-rules'],
    ['user-stream', 'market-stream', 'orders'],
    ['order-book', 'candles'],
    ['history', 'view'],
  ],
  'dashboard/state': [['store', 'range'], ['queries'], ['orders', 'assets', 'market', 'table', 'login']],
  dashboard: [['live'], ['settings'], ['format', 'i18n', 'theme'], ['state'], ['charts'], ['views']],
}

/** Root files that only define ports, options or codes: any folder may import them. */
const leftmost = new Set([
  'desk.ts',
  'envelope.ts',
  'switches.ts',
  'world.ts',
  'start-error.ts',
  'import-error.ts',
  'port.ts',
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
    for (const [place, table] of Object.entries(layers)) {
      const [name, ...folders] = place.split('/')
      if (source.name === name) yield* checkIn(source, [...folders, ''].join('/'), table)
    }
  }
}

/** Checks one file against the table of a package, or of one of its folders. `folder`: '' or a path with a slash at its end. */
function* checkIn(source, folder, table) {
  const prefix = `packages/${source.name}/src/${folder}`
  const own = source.inner.slice(folder.length)
  const from = source.inner.startsWith(folder) ? rankOf(table, own) : undefined
  if (from === undefined) return
  for (const target of importsOf(source)) {
    if (!target.startsWith(prefix)) continue
    const inner = target.slice(prefix.length)
    if (folderOf(inner) === folderOf(own)) continue
    const to = rankOf(table, inner)
    const isComposer = isRoot(inner) && (folder !== '' || !leftmost.has(inner))
    if (to === undefined ? isComposer : to >= from)
      yield {
        rule: 'layers',
        text: `${source.file}: ${folder}${folderOf(own)} may not import ${folder}${inner}: it is not in a lower layer`,
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
