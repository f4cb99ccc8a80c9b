/**
 * The words of announcements, as tables: what makes a sentence a clear act, and what makes it something else. A sentence
 * counts only by its grammar; a topic alone is never an act.
 */

/** Acts of the exchange that a sentence may state. */
export type Act = 'api-enabled' | 'api-disabled' | 'delisted' | 'endpoint-retired' | 'maintenance'

/** An act of which a clause speaks, and why it is not clear. */
export type Saying = { readonly act: Act; readonly at: number; readonly reason?: Reason }

/** Why a sentence that speaks of an act is not acted on. */
export type Reason =
  | keyof typeof OBSTACLES
  | 'wording' // the topic without a verb that acts on it
  | 'mixed' // two acts on the same names
  | 'no-name' // no market or address
  | 'no-time' // maintenance without its time
  | 'detail' // adds nothing to an act stated elsewhere

const oneOf = (...parts: readonly string[]): RegExp => new RegExp(parts.join('|'), 'iu')

const OBSTACLES = {
  question: /[?？]\s*["”)]?$/u,
  example:
    /^\W*(?:please )?(?:disable|suspend|close|halt|stop|remove|terminate|resume|re-?enable|re-?open)\b|\bhow to\b|\b(?:you|users|traders|programs) (?:can|may|could|should|must)\b|您(?:可|能)|用戶可|用户可|\bexample\b|\be\.g\.|\bsuch as\b|例如|舉例/iu,
  elsewhere:
    /binance|bybit|\bokx\b|kucoin|coinbase|(?:an)?other exchange|partner|third.part|telegram|test ?net|test environment|\bdemo\b|sandbox|simulat|其他交易所|測試環境|测试环境|模擬|模拟/iu,
  promotion:
    /promotion|\bpromo\b|campaign|competition|contest|\bfees?\b|rebate|discount|reward|airdrop|bonus|ranking|\bevents?\b|prize|\bvot(?:e|ing)|活動|活动|手續費|手续费|費率|费率|獎勵|奖励|返佣|競賽|投票/iu,
  product:
    /futures|perpetual|\bcontracts?\b|\bmargin|leverag|\bgrid\b|\bbots?\b|copy trad|\bconvert\b|launchp|staking|\bearn\b|P2P|\boptions?\b|pre-market|savings|\bloans?\b|合約|合约|永續|永续|槓桿|杠杆|跟單|網格|理財|質押/iu,
  wallet:
    /wallets?\b|\bbanks?\b|payment|\bfiat\b|\bcards?\b|\brelease\b|銀行|银行|法幣|hard fork|mainnet|(?:deposits?|withdrawals?)[^.,;]{0,40} under maintenance|錢包|钱包|硬分叉|主網|充提/iu,
  key: /\bAPI keys?\b|\bAPI management|whitelist|金鑰|密鑰|密钥/iu,
  canceled:
    /\boriginally\b|previously (?:scheduled|planned)|原定|postpon|reschedul|delayed\b|(?<!\borders? (?:will be|are|were|have been|can be|be) (?:\w+ly )?)cancell?ed\b|revok|取消.{0,12}(?:下架|關閉|关闭|維護|维护|停用)|延期|推遲|推迟|延後/iu,
  done: /\bcompleted\b|is complete\b|finished|has ended|have ended|is over|conclud|will not (?:take place|be held)|已完成|已結束|已结束|不受.{0,4}影響/iu,
  excepted:
    /\bexcept|exclud|other than|apart from|aside from|\bbesides\b|save for|\b(?:all|every) (?:the )?(?:other|remaining)|除[^。；]{0,40}外|不包括|不含|其餘|其余/iu,
  negated:
    /(?:\b(?:not(?! only)|never)\b|n['’]t\b)(?: \w+){0,3} (?:disabl|suspend|clos|halt|stop|remov|terminat|discontinu|delist|de-list|affect|chang|retir|deprecat|concern|interrupt|resum|re-?enabl)|unaffected|unchanged|\b(?:remains?|remained|as usual|as before|continues?|no plans?|without (?:change|interruption))\b|不受影響|不受影响|不會|不会|仍可|仍然|照常|不變/iu,
  hedged:
    /\bmay\b(?!,? \d)|\b(?:might|could|would(?! like)|if|unless|whether|possibly|consider\w*|plan(?:s|ned|ning)? to|in case|rumou?rs?|not(?! (?:only|open|available|supported)\b)|never|nowhere|when(?:ever)?|den(?:y|ies|ied)|contrary|false|untrue|reports?|mistake|error|re-?list\w*|list(?:s|ed)? (?:\S+ )?again|for \w+ (?:seconds|minutes|hours))\b|並未|并未|尚未|沒有|没有|n['’]t\b|^\W*(?:once|should|before|until)\b|^\W*after\b[^,]*\b(?:is|are|was|been)\b|可能|或將|或将|若|如果|如有|一旦|考慮|考虑|^(?:關閉|关闭|下架|停用|暫停)後/iu,
  part: /\b(?:parameters?|fields?|response|weights?|limits?|values?|codes?|order types?|intervals?)\b|參數|参数|欄位|字段/iu,
  scoped:
    /\bonly\b|market makers?|(?:sub|main)-?accounts?|users (?:in|from|residing)|institution|\b(?:market|limit|stop|buy|sell)(?:-limit)? orders?|order types?|\b(?:buy|sell)ing\b|withdraw|deposit|市價|限價|子帳戶|子账户|充值|提幣|提领|提領|僅限/iu,
} as const

const API = String.raw`\bAPIs?\b(?![ -](?:users?|traders?|keys?|docs?|documentation|rate|limits?|fees?|volume|guide))(?:[ -](?:spot|order|trading|access|services?|features?|functions?|functionality|support|orders?|placement))*`
/** Between a subject and its verb: names are masked, so that it is short. */
const GAP = '[^;:!?。；]{0,300}?'
const BE = String.raw`\b(?:be|been|being|is|are|was|were|now|has|have|gets?)\b(?: (?:now|again|\w+ly))*`
const FILLER = String.raw`(?: (?:to|the|support|supporting|for|of|all|its|our|spot|open))*`
const END =
  '(?:(?:disabl|suspend|clos|halt|stopp?|remov|terminat|discontinu|deactivat|ceas)(?:e[sd]?|ing|s|ed)?|(?:turn|switch)(?:s|ed|ing)? off|shut down)'
const BACK =
  '(?:re-?enabl|re-?open|resum|restor|reinstat|re-?activat)(?:e[sd]?|ing|s|ed)?|(?:enabl|open|activat|allow)(?:e|ed|s|es)? again'
const ZH_END = '未開放|未开放|關閉|关闭|停用|暫停|暂停|停止|終止|终止|禁用'
const ZH_BACK = '恢復|恢复|重新開放|重新开放|重新開啟|重新开启|重新啟用|重新启用'
/** A reason that precedes what happens. */
const REASON = /^\W*(?:as(?! of\b)|since|because|given)\b[^,]*,(?=.{20})/iu
const RETIRES =
  /\b(?:retir|deprecat|sunset|discontinu|decommission|shut ?down|phas(?:e|ed|ing) out|terminat|replaced (?:by|with)|remov)\w*|ceas\w* (?:to )?support\w*|no longer (?:be )?supported|go(?:es)? offline|taken offline|停止支援|停止支持|下線|下线|停用|廢棄|废弃|棄用|弃用/iu
const MAINTAINS = /\bmaintenance\b|\b(?:system|server|platform) upgrade|維護|维护|系統升級|系统升级/iu
/** A relative clause tells the past of its noun. */
const RELATIVE =
  / \b(?:that|which) (?:was|were|had been|has been|have been) \w+(?: [^;]*?)?(?= (?:has|have|will|is|are) )/giu

type Rule = {
  readonly act: Act
  readonly topic: RegExp
  readonly clear: RegExp
  readonly not: readonly (keyof typeof OBSTACLES)[]
}

const OF_API = [
  'question',
  'example',
  'elsewhere',
  'promotion',
  'product',
  'key',
  'canceled',
  'excepted',
  'negated',
] as const

/** In the order in which they are tried. */
const RULES: readonly Rule[] = [
  {
    act: 'api-enabled',
    topic: oneOf(
      String.raw`\bAPIs?\b.*\b(?:again|opens|opened|enabled|activated|will (?:now )?open)\b|\b(?:open|enabl)(?:s|e|es|ed)?\b.*\bAPIs?\b`,
      `\\bAPIs?\\b.*(?:${BACK}|${ZH_BACK})|(?:${BACK}|${ZH_BACK}).*(?:\\bAPIs?\\b|API)`,
    ),
    clear: oneOf(
      String.raw`\b(?:${BACK})${FILLER} ${API}`,
      `${API}${GAP}${BE} (?:${BACK})`,
      String.raw`${API}${GAP}\b(?:opens|will (?:now )?open|(?:will be|has been|have been|is now|are now) (?:enabled|opened|activated))\b`,
      String.raw`\b(?:enables|opens|(?:has|have) (?:enabled|opened)|will (?:enable|open))${FILLER} ${API}`,
      String.raw`\b(?:enabl|open|activat|allow)(?:e[sd]?|ed|s|ing)?${FILLER} ${API}${GAP}\bagain\b`,
      String.raw`${API} (?:is |has )?(?:${BACK})\b`,
      String.raw`\b(?:resumption|restoration|re-?opening|re-?enabling|reactivation) of (?:the |spot )*${API}`,
      `(?:${ZH_BACK})[^。；，]{0,80}API`,
      `API[^。；，]{0,80}(?:${ZH_BACK})`,
    ),
    not: [...OF_API, 'hedged', 'scoped'],
  },
  {
    act: 'api-disabled',
    topic: oneOf(
      String.raw`\bAPIs?\b.*(?:\b${END}|no longer|\bends?\b|not (?:open|available|supported))|(?:\b${END}|no longer|\bend(?:s|ed|ing)?\b).*\bAPIs?\b`,
      `API.*(?:${ZH_END})|(?:${ZH_END}).*API`,
    ),
    clear: oneOf(
      String.raw`\b(?:${END}|end(?:s|ed|ing)?)${FILLER} ${API}`,
      String.raw`${API}${GAP}${BE} ${END}\b`,
      String.raw`${API} ${END}\b`,
      String.raw`${API}${GAP}\b(?:is|are) not (?:open|available|supported)\b`,
      String.raw`\b(?:clos|disabl|suspend|halt)\w*${GAP}¤${GAP}\b(?:to|for|via|over|through) (?:the )?${API}`,
      String.raw`${API}${GAP}\b(?:ends|will (?:end|stop|cease|close))\b`,
      String.raw`${API}${GAP}no longer (?:be )?(?:available|supported|possible|offered|enabled)`,
      String.raw`no longer (?:supports?|offers?|provides?|allows?)${FILLER} ${API}`,
      String.raw`no longer (?:be )?(?:able to )?trad(?:e|ed|able)\b${GAP}(?:via|over|through|by|with|using) (?:the )?${API}`,
      String.raw`\b(?:suspension|closure|closing|removal|termination|discontinuation|deactivation|disabling|end) of (?:the |spot )*${API}`,
      `(?:${ZH_END})[^。；，]{0,80}API`,
      `API[^。；，]{0,80}(?:${ZH_END})`,
    ),
    not: [...OF_API, 'hedged', 'scoped'],
  },
  {
    act: 'delisted',
    topic: /de-?list|\bremov\w* .*(?:pairs?\b|from)|pairs?\b.*\bremov|下架|移除.*交易對/iu,
    clear:
      /\bde-?list(?:s|ed|ing)?\b|(?:pairs?|¤|trading|tokens?)[^;。]{0,300} removed from (?:MEXC|the (?:platform|exchange|spot))|\bremoval of (?:the )?(?:spot )?(?:trading )?pairs?|下架|移除[^。；，]{0,60}交易對/iu,
    not: ['question', 'example', 'elsewhere', 'promotion', 'product', 'canceled', 'excepted', 'negated', 'hedged'],
  },
  {
    act: 'endpoint-retired',
    topic: RETIRES,
    clear: RETIRES,
    not: ['question', 'example', 'elsewhere', 'canceled', 'excepted', 'negated', 'hedged', 'part'],
  },
  {
    act: 'maintenance',
    topic: MAINTAINS,
    clear: MAINTAINS,
    not: ['question', 'example', 'elsewhere', 'promotion', 'product', 'wallet', 'canceled', 'done'],
  },
]

/** Returns what a clause, its names masked, says about each act, clear or with the reason why it is not. */
export function sayingsOf(clause: string): readonly Saying[] {
  const told = clause.slice(0, 4_000).replace(RELATIVE, '').replace(REASON, '')
  return RULES.flatMap(({ act, topic, clear, not }): Saying[] => {
    if (!topic.test(told)) return []
    const obstacle = not.find((name) => OBSTACLES[name].test(told))
    if (obstacle !== undefined) return [{ act, at: 0, reason: obstacle }]
    const at = told.search(clear)
    return [at < 0 ? { act, at, reason: 'wording' } : { act, at }]
  })
}

/** Returns what restricts or reverses a clause that states no act by itself, such as "except for new users". */
export function restrictionOf(clause: string): Reason | undefined {
  return (['excepted', 'canceled', 'hedged', 'scoped'] as const).find((name) => OBSTACLES[name].test(clause))
}

/** True for a line that says that its names stay as they are. */
export const isExempt = (text: string): boolean =>
  OBSTACLES.negated.test(text) ||
  OBSTACLES.excepted.test(text) ||
  /\b(?:open|available|enabled|normal)\b|正常/iu.test(text)

/** Obstacles after which a sentence is understood: it speaks of something else. */
const ELSEWHERE: ReadonlySet<Reason> = new Set<Reason>([
  'question',
  'example',
  'elsewhere',
  'promotion',
  'product',
  'wallet',
  'key',
  'negated',
  'done',
  'detail',
])

/** True for a reason that leaves open what a sentence means for the markets. */
export const isOpen = (reason: Reason): boolean => !ELSEWHERE.has(reason)
