/** Switches: behavior that the exchange leaves undocumented or documents in two ways, the safest choice first. */

/** Every switch with its description and its choices. The first choice is the default. */
export const SWITCHES = {
  ackOrder: {
    what: 'order of the channels that an acknowledgement lists: as asked, or turned round',
    choices: ['asked', 'reversed'],
  },
  assessmentZone: {
    what: 'public streams of pairs that are closed to the API: for everybody, or only on a connection with a listen key',
    choices: ['open', 'private'],
  },
  cancelStatus: {
    what: 'status in the answer to a cancel: as it was before, or CANCELED',
    choices: ['before', 'canceled'],
  },
  cancelAllCode: { what: 'code in the answer of DELETE order/all', choices: ['0', '200'] },
  cancelChange: {
    what: 'change type of the balance push that gives back what a canceled order held',
    choices: ['ENTRUST_CANCEL', 'ENTRUST_UNFROZEN', 'ENTRUST'],
  },
  closeCode: {
    what: 'code of the close frame when the exchange ends a connection; 1006: no close frame, the socket is dropped',
    choices: ['none', '1000', '1001', '1006'],
  },
  connectionAgeMs: {
    what: "how old a stream connection may become, by the machine's clock or by the exchange's, in ms",
    choices: ['86400000', '3600000', '600000', '60000'],
  },
  contentType: {
    what: 'other types than JSON on signed calls: refused (700013), or form text taken as well',
    choices: ['strict', 'lenient'],
  },
  deadListenKey: {
    what: 'what a connection with a dead listen key is told: an acknowledgement in JSON, or bare text',
    choices: ['json', 'text'],
  },
  dealDelayMs: { what: "how long after it happened a deal's push leaves", choices: ['0', '60'] },
  depthSnapshot: {
    what: 'book of GET depth while the symbol is streamed: a moment ago, between two changes that one push covers; or as of now',
    choices: ['inside', 'current'],
  },
  errorTexts: {
    what: 'texts of refusals that MEXC’s list prints otherwise than live answers had them: as printed, or as seen',
    choices: ['printed', 'seen'],
  },
  expiredListenKey: {
    what: 'connections whose listen key has expired: closed, or open and silent',
    choices: ['closed', 'silent'],
  },
  feeChange: {
    what: 'a fee in the quote asset: within the balance push of its fill, or by a push of its own, TRADE_FEE',
    choices: ['net', 'separate'],
  },
  frozenKeyCode: {
    what: 'code of calls with a frozen API key: 60005, the account is abnormal; or 10072, as for a revoked one',
    choices: ['60005', '10072'],
  },
  listenKeyCode: {
    what: 'code of the error for an unknown listen key: a number, or text',
    choices: ['number', 'text'],
  },
  listenKeyQuota: {
    what: 'how many valid listen keys a user may have: 60 by the prose of the documents, 200 by their newer sample',
    choices: ['60', '200'],
  },
  marketClosedCode: {
    what: 'code of the refusal of a MARKET order where a pair takes none: of newer captures, or of older ones',
    choices: ['30051', '30019'],
  },
  marketQuote: {
    what: 'origQuoteOrderQty of a MARKET order by quantity over REST: 0, or its protective price times its quantity',
    choices: ['zero', 'product'],
  },
  newListenKey: {
    what: 'POST userDataStream makes a key each time, or answers the one in use',
    choices: ['fresh', 'same'],
  },
  orderTimes: {
    what: 'times of order and allOrders on whole seconds, and openOrders without updateTime and with empty client ids; or all of them in ms, and null',
    choices: ['seconds', 'milliseconds'],
  },
  postOnly: {
    what: 'a LIMIT_MAKER that would match is acknowledged and canceled, or refused',
    choices: ['canceled', 'refused'],
  },
  pushOrder: {
    what: 'which private pushes of one command come first: as things happened, or by channel',
    choices: ['as-happened', 'balances-first', 'deals-first'],
  },
  rateLimits: {
    what: 'budgets: 500 each endpoint in 10 s; 300 by address and 500 by user shared by all in 10 s; 20 calls a second',
    choices: ['endpoint', 'shared', 'calls'],
  },
  revokedKeyStreams: {
    what: 'listen keys that a revoked or frozen API key made: ended, with their connections; or valid until their time is over',
    choices: ['ended', 'kept'],
  },
  restDelayMs: {
    what: 'how long after it was placed an order, and after it happened a deal, is seen by the reading calls',
    choices: ['0', '300', '1000', '3000'],
  },
  signatureCase: { what: 'digests in upper-case hex: refused (700002), or taken', choices: ['lower', 'any'] },
  streamBan: {
    what: 'how often within 10 minutes an address may be cut off for more than 100 messages a second before it is banned (418), for 2 minutes and then twice as long each time, up to 3 days',
    choices: ['off', '3', '10'],
  },
  strictEncoding: {
    what: 'a signature over percent escapes with lower-case hex digits: refused (700002), or taken',
    choices: ['on', 'off'],
  },
  subAccountStatus: {
    what: 'HTTP status of a refusal to make a sub-account or to delete its key',
    choices: ['400', '200'],
  },
  tradeIds: { what: 'ids of deals over REST: as on the private stream, or 32 hex', choices: ['same', 'hex'] },
} as const satisfies Readonly<
  Record<string, { readonly what: string; readonly choices: readonly [string, ...string[]] }>
>

/** Name of a switch. */
export type SwitchName = keyof typeof SWITCHES
/** The choice of each switch. */
export type Switches = { readonly [Name in SwitchName]: (typeof SWITCHES)[Name]['choices'][number] }

/** Names of all switches. */
export const SWITCH_NAMES = Object.keys(SWITCHES) as readonly SwitchName[]
/** The default choice of each switch. */
export const DEFAULT_SWITCHES = Object.fromEntries(
  SWITCH_NAMES.map((name) => [name, SWITCHES[name].choices[0]]),
) as Switches

/** MEXC: connections were seen to end without a code (1005 at the other end) and without a close frame (1006). */
export function closeCodeOf({ closeCode }: Pick<Switches, 'closeCode'>): number | undefined {
  return closeCode === 'none' ? undefined : Number(closeCode)
}

/** The choices in force: one object for everybody who reads them, changed in place. */
export type SwitchBoard = ReturnType<typeof openSwitchBoard>

/** Opens the switches with the defaults, except for the given choices. */
export function openSwitchBoard(start: Partial<Switches> = {}) {
  const state: Switches = { ...DEFAULT_SWITCHES, ...start }
  return {
    /** The current choices; read them at each use. */
    state,
    /** Makes these choices; the others stay. */
    set: (change: Partial<Switches>): void => void Object.assign(state, change),
    /** Back to what the sandbox was started with. */
    reset: (): void => void Object.assign(state, DEFAULT_SWITCHES, start),
  }
}

/** The choices in `given`, or in words what is wrong with them. */
export function readSwitches(given: Readonly<Record<string, unknown>>): Partial<Switches> | string {
  for (const [name, choice] of Object.entries(given)) {
    const known = SWITCH_NAMES.find((one) => one === name)
    if (known === undefined) return `there is no switch ${name}: the switches are ${SWITCH_NAMES.join(', ')}`
    const choices: readonly unknown[] = SWITCHES[known].choices
    if (!choices.includes(choice)) return `${name} is one of ${choices.join(', ')}`
  }
  return given
}
