/** Addresses, paths and versions of interfaces in a clause, without those that it names as the new ones. */

/** Interfaces that a clause names as old. */
export type Interfaces = {
  /** Addresses, hosts and paths, without a final slash. */
  readonly addresses: readonly string[]
  /** Versions, such as `v2 rest`; empty where there is an address. */
  readonly versions: readonly string[]
}

const MAX_FOUND = 10
const OBJECT = new RegExp(
  [
    String.raw`\b(?:wss?|https?):\/\/[A-Za-z0-9.:-]{1,200}(?:\/[\w./-]{0,200})?`,
    String.raw`(?<![\w/.@-])(?!www\.)(?:[a-z0-9-]{1,60}\.){1,4}mexc\.com?\b(?:\/[\w./-]{0,200})?`,
    String.raw`(?<![\w/.:-])\/(?:open\/)?api\/v\d[\w/{}.-]{0,200}`,
    String.raw`(?<![\w.@/-])(?<version>V[1-9])(?![\w.@/])(?:[ -]{0,2}(?<door>REST|Web ?Socket))?`,
  ].join('|'),
  'gi',
)
/** An address of the exchange, or a path; a page of somebody else is no interface. */
const OF_EXCHANGE = /^\/|^(?:\w+:\/\/)?(?:[\w-]+\.)*mexc\.[a-z]+(?:[:/]|$)/i
const ABOUT = /\b(?:API|REST(?:ful)?|endpoints?|interfaces?|web ?sockets?|URL)\b|接口|介面|端點|端点/i
const OLD = /(?:instead of|in place of|\breplac(?:e|es|ing)|取代|代替) ?(?:(?:the|our|old) )*$/i
const NEW =
  /(?:\b(?:to|into|onto|use|using|with|by|see|visit|via|than|new|(?:reachable|available|live) at) (?:(?:the|our|new|this|address|URL|host|endpoint|interface|gateway|web ?socket|REST|API|version) )*|\b(?:document\w*|docs|details|guide)\b[^;]{0,40}|改用|使用|遷移至|迁移至|遷移到|參閱|详见|詳見|→|->) ?(?:(?:GET|POST|PUT|DELETE) )?["“(]?$/i
/** Characters before a name that decide whether it is old or new. */
const BEFORE = 60

/** Returns the interfaces of a clause that are not its new ones. */
export function interfacesIn(clause: string): Interfaces {
  const found = [...clause.matchAll(OBJECT)].slice(0, 100).map((match) => {
    const before = clause.slice(Math.max(0, match.index - BEFORE), match.index)
    return { match, isOld: OLD.test(before), isNew: NEW.test(before) }
  })
  const hasOld = found.some(({ isOld }) => isOld)
  const old = found.filter(({ isOld, isNew }) => (hasOld ? isOld : !isNew)).map(({ match }) => match)
  const addresses = old.filter(([name, version]) => version === undefined && OF_EXCHANGE.test(name))
  const versions = ABOUT.test(clause) ? old.flatMap(({ groups }) => versionOf(groups)) : []
  return {
    addresses: distinct(addresses.map(([address]) => address.replace(/[./]+$/, ''))),
    versions:
      addresses.length > 0
        ? []
        : distinct(versions.filter((version) => !versions.some((other) => other.startsWith(`${version} `)))),
  }
}

/** Replaces interfaces by `§`, so that their letters say nothing. */
export const maskInterfaces = (clause: string): string =>
  clause.replace(OBJECT, (written, ...rest: unknown[]) =>
    (rest.at(-1) as Readonly<Record<string, string | undefined>>)['version'] === undefined ? '§' : written,
  )

function versionOf({ version, door = '' }: Readonly<Record<string, string | undefined>> = {}): readonly string[] {
  const kind = /^web/i.test(door) ? ' websocket' : /^rest/i.test(door) ? ' rest' : ''
  return version === undefined ? [] : [`${version.toLowerCase()}${kind}`]
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)].slice(0, MAX_FOUND)
