/** The keys of the catalogue: one per code that a person may meet, so that a code without words does not compile. */

import type {
  Audience,
  CoverageReason,
  CoverageState,
  EventSource,
  FlowKind,
  ImportField,
  ImportKind,
  ImportRowCode,
  MarketStatus,
  MovementKind,
  OrderStatus,
  OrderType,
  ProblemCode,
  ReconcileCause,
  Side,
  StatusCode,
  StreamState,
  UnreadableReason,
  WithdrawalState,
  changeReasons,
} from '../codes.ts'
import type { NoticeCode, NoticeKind } from '../notice-codes.ts'
import type { PlanCode } from '../plan-codes.ts'

/** The languages of the catalogue, as BCP 47 tags. */
export const languages = ['en', 'zh-TW'] as const
/** A language of the catalogue. */
export type Language = (typeof languages)[number]

/** Kinds of codes that a parameter of another text may be: `{{reason, importUnreadable}}`. */
export const codeFamilies = ['audience', 'importUnreadable'] as const

/** Parts of sentences that are left out when one of their parameters is missing. */
type PartName =
  | 'invalidField'
  | 'ownAddress'
  | 'label'
  | 'exchangeCode'
  | 'unreadable'
  | 'columns'
  | 'reconnecting'
  | 'silentFor'
  | 'attempt'
  | 'retrying'
  | 'creatingIn'
  | 'assets'
  | 'changedAssets'
  | 'symbols'
  | 'what'
  | 'onDay'
  | 'announced'
  | 'instead'
  | 'held'
  | 'openOrders'
  | 'filled'
  | 'atPrice'

/** Key of a catalogue text: kind and code. */
export type CatalogueKey =
  | `problem.${ProblemCode}`
  | `status.${StatusCode}`
  | `plan.${PlanCode}`
  | `cause.${ReconcileCause}`
  | `state.${StreamState}`
  | `orderStatus.${OrderStatus}`
  | `orderType.${OrderType}`
  | `side.${Side}`
  | `reason.${(typeof changeReasons)[number]}`
  | `coverage.${CoverageState}`
  | `coverageReason.${CoverageReason}`
  | `source.${EventSource}`
  | `audience.${Audience}`
  | `market.${MarketStatus}`
  | `notice.${NoticeKind}`
  | `noticeText.${NoticeCode}`
  | `movement.${MovementKind}`
  | `flow.${FlowKind}`
  | `withdrawal.${WithdrawalState}`
  | `import.${ImportKind}`
  | `importField.${ImportField}`
  | `importUnreadable.${UnreadableReason}`
  | `importRow.${ImportRowCode}`
  | `login.${'title' | 'explain' | 'newLink' | 'working' | 'failed' | 'signedOut' | 'expired'}`
  | `part.${PartName}`

/**
 * Words by key, in i18next's format. `{{name}}` is replaced by the parameter, `{{name, seconds}}` by milliseconds as whole
 * seconds, and `{{name, family}}` by the words of that family for the code it is. `{{name, optional(part: other)}}` is
 * replaced by the text `part.other`, or by nothing when a parameter of that text is missing.
 */
export type Words = { readonly [Key in CatalogueKey]: string }
