// Renders docs/mexc-reference.md from the endpoint table, the channels and the limits of @spotdeck/wire.

import { CHANNELS, DOCS, GROUPS, GROUP_ORDER, STREAM_SECTIONS } from './mexc-reference-words.mjs'
import { renderPushFields } from './push-fields.mjs'

const SUPPORT = 'https://t.me/MEXCAPIsupport'
const SCHEMA = 'https://github.com/mexcdevelop/websocket-proto'
const SYMBOL = 'MXUSDT'

/** The page's whole text. @param wire the exports of `@spotdeck/wire` */
export function renderReference(wire) {
  return [...head(), ...limits(wire), ...rest(wire), ...streams(wire), ''].join('\n')
}

const code = (text) => `\`${text}\``
const number = (value) => value.toLocaleString('en-US')
const seconds = (ms) => `${number(ms / 1_000)} s`

function head() {
  return [
    '# MEXC Spot V3: every call and every channel',
    '',
    'Made by `npm run docs:reference` from the tables of `@spotdeck/wire`, by which the SDK counts and the sandbox serves; do not edit.',
    '',
    `- MEXC’s own documents: [REST and streams](${DOCS}/introduction), [general rules](${DOCS}/general-info), [change log](${DOCS}/change-log),`,
    `  [questions](${DOCS}/faqs). The same pages in Chinese are under \`https://www.mexc.com/zh-MY/api-docs/spot-v3/\`.`,
    `- The protobuf schema of the streams: [mexcdevelop/websocket-proto](${SCHEMA}). Spotdeck’s own schema has the same messages, numbers,`,
    '  names and types (a test holds it to them) and is shipped as `@spotdeck/wire/proto/push.proto`.',
    `- Questions about the API and trouble with it: MEXC’s [API group on Telegram](${SUPPORT}), which its announcements name.`,
    '- What the error codes mean and what to do: [sdk-errors.md](sdk-errors.md).',
    '',
  ]
}

function limits({ WEIGHT_LIMITS, RECEIVE_WINDOW, ACCOUNT_LIMITS, STREAM_LIMITS, ...wire }) {
  const pools = [wire.ORDER_POOL, wire.BATCH_POOL, wire.ACCOUNT_POOL, wire.ANNOUNCEMENT_POOL]
  const { windowMs, perEndpoint, sharedByIp, sharedByUser, requestsPerSecond } = WEIGHT_LIMITS
  const { defaultMs, maxMs, aheadMs } = RECEIVE_WINDOW
  return [
    '## Limits',
    '',
    '| what | limit |',
    '| --- | --- |',
    `| weight of one endpoint, by address (IP) and by user (UID) | ${perEndpoint} in ${seconds(windowMs)}, each for itself |`,
    `| the newer reading: all endpoints together | ${sharedByIp} by IP and ${sharedByUser} by UID in ${seconds(windowMs)} |`,
    `| what support advises | ${requestsPerSecond} requests a second |`,
    ...pools.map(
      ({ pool, calls, perMs }) => `| pool ${code(pool)}, beside the weights | ${calls} calls in ${seconds(perMs)} |`,
    ),
    '| beyond a limit | 429 with `Retry-After`; a client that does not back off is banned: 418, from 2 minutes to 3 days |',
    `| timestamp of a signed call | less than ${seconds(aheadMs)} ahead; not older than \`recvWindow\`: ${number(defaultMs)} ms unless sent, ${number(maxMs)} at most |`,
    `| open orders; orders in a batch; client order id | ${ACCOUNT_LIMITS.openOrders}; ${ACCOUNT_LIMITS.batchOrders}; ${ACCOUNT_LIMITS.clientOrderIdLength} characters |`,
    `| streams of one connection | ${STREAM_LIMITS.channelsPerConnection} |`,
    `| messages to the stream server | ${STREAM_LIMITS.messagesPerSecond} a second; beyond, the connection is closed, and repeated closing may ban the address |`,
    `| a connection without a subscription; without a push and a PING | closed after ${seconds(STREAM_LIMITS.withoutSubscriptionMs)}; after ${seconds(STREAM_LIMITS.silenceMs)} |`,
    `| age of a connection | ${STREAM_LIMITS.connectionAgeMs / 3_600_000} hours |`,
    `| listen keys of a user; connections of a key; life of a key | ${STREAM_LIMITS.listenKeysPerUser}; ${STREAM_LIMITS.connectionsPerListenKey}; ${STREAM_LIMITS.listenKeyLifeMs / 60_000} minutes from its creation or its last extension |`,
    '',
  ]
}

function rest({ endpoints }) {
  const groups = grouped(endpoints.toSorted(byRoute))
  return [
    '## REST',
    '',
    'Base `https://api.mexc.com`. A signed call also carries `timestamp`, `signature` and optionally `recvWindow`. A weight is what one call counts against the limits above.',
    'A parameter in **bold** is required. "repeat": whether the SDK sends the call again when its answer is lost.',
    '',
    ...GROUP_ORDER.flatMap((title) => groupText(title, groups.get(title) ?? [])),
  ]
}

const groupOf = (endpoint) => GROUPS.find(({ has }) => has(endpoint)).title

const METHODS = ['GET', 'POST', 'PUT', 'DELETE']

/** By path, then as a reader looks for methods: the order of the table itself depends on how it was loaded. */
const byRoute = (a, b) =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : METHODS.indexOf(a.method) - METHODS.indexOf(b.method)

/** `Map.groupBy` is not in Node 20. */
function grouped(endpoints) {
  const groups = new Map()
  for (const endpoint of endpoints) {
    groups.set(groupOf(endpoint), [...(groups.get(groupOf(endpoint)) ?? []), endpoint])
  }
  return groups
}

function groupText(title, endpoints) {
  const { page } = GROUPS.find((group) => group.title === title)
  return [
    `### ${title}`,
    '',
    `MEXC: [${page}](${DOCS}/${page})`,
    '',
    '| call | does | parameters | weight | needs | repeat |',
    '| --- | --- | --- | --- | --- | --- |',
    ...endpoints.map((endpoint) => endpointRow(endpoint, page)),
    '',
  ]
}

function endpointRow({ name, method, path, security, permission, weight, extraLimits = [], retry, ...endpoint }, page) {
  const { section, parameters } = endpoint
  const does = section === undefined ? endpoint.does : `[${endpoint.does.slice(0, -1)}](${DOCS}/${page}#${section}).`
  const pools = extraLimits.map(({ pool }) => `pool ${code(pool)}`)
  const weights = [
    ...(weight.ip === undefined ? [] : [`IP ${weight.ip}`]),
    ...(weight.uid === undefined ? [] : [`UID ${weight.uid}`]),
    ...pools,
  ]
  const needs = security === 'public' ? '' : (permission ?? 'a signature')
  const given = Object.entries(parameters).map(parameterText).join(', ')
  return `| \`${method} ${path}\` <br> \`${name}\` | ${does} | ${given} | ${weights.join(', ')} | ${needs} | ${retry === 'read' ? 'yes' : 'never'} |`
}

function parameterText([name, { type, required, values }]) {
  const shown = required === true ? `**${name}**` : name
  if (type === 'string') return shown
  if (type !== 'enum') return `${shown} (${type})`
  return `${shown} (${values.map((value) => (value === '' ? 'empty' : value)).join(' \\| ')})`
}

/** The values that may stand in a channel's name, by its parameter. */
const parametersOf = (wire) => ({
  interval: wire.AGGRE_INTERVALS,
  kline: wire.STREAM_KLINE_INTERVALS,
  levels: wire.DEPTH_LEVELS,
  zone: wire.TIME_ZONES,
})

function streams(wire) {
  const made = {
    ...Object.fromEntries(Object.entries(wire.channels).map(([name, build]) => [name, sampleOf(name, build)])),
    ...Object.fromEntries(['privateAccount', 'privateDeals', 'privateOrders'].map((kind) => [kind, { kind }])),
  }
  const sections = STREAM_SECTIONS.map(([words, page, section]) => `[${words}](${DOCS}/${page}#${section})`)
  return [
    '## Streams',
    '',
    'Address `wss://wbs-api.mexc.com/ws`; for private channels `wss://wbs-api.mexc.com/ws?listenKey=<key>`. Requests and acknowledgements are JSON text, pushes are',
    'protobuf: one binary frame is one `PushDataV3ApiWrapper`.',
    '',
    `MEXC: ${sections.join(', ')}.`,
    '',
    '| channel | pushes | parameters | body |',
    '| --- | --- | --- | --- |',
    ...Object.entries(made).map(([name, channel]) => channelRow(wire, name, channel)),
    '',
    `Intervals, with their REST names: ${wire.STREAM_KLINE_INTERVALS.map((name) => intervalText(wire, name)).join(', ')}.`,
    '',
    `Zones: ${wire.TIME_ZONES.map(code).join(' ')}; the day begins at midnight there, \`24H\` counts the last 24 hours.`,
    '',
    ...renderPushFields([...new Set(Object.values(made).map(wire.bodyOf))], wire.CHANGE_REASONS),
  ]
}

function intervalText({ restKlineInterval, REST_KLINE_INTERVALS }, name) {
  const rest = restKlineInterval(name)
  return REST_KLINE_INTERVALS.includes(rest) ? `${code(name)} ${code(rest)}` : `${code(name)} (streams only)`
}

function sampleOf(name, build) {
  if (name === 'kline') return build(SYMBOL, 'Min1')
  return name === 'miniTickers' ? build() : build(SYMBOL)
}

function channelRow(wire, name, channel) {
  const { section, does } = CHANNELS[name]
  const page = wire.isPrivateChannel(channel) ? 'websocket-user-data-streams' : 'websocket-market-streams'
  const known = parametersOf(wire)
  const shown = Object.keys(channel).flatMap((parameter) => {
    if (parameter === 'kind') return []
    if (parameter === 'symbol') return ['symbol']
    if (name === 'kline') return ['interval (below)']
    if (parameter === 'zone') return ['zone (below)']
    return [`${parameter} (${known[parameter].join(' \\| ')})`]
  })
  return `| \`${wire.buildChannel(channel)}\` | [${does.slice(0, -1)}](${DOCS}/${page}#${section}). | ${shown.join(', ')} | \`${wire.bodyOf(channel)}\` |`
}
