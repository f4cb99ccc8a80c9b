/** The catalogue's words for what happens to plans, in both languages. */

import type { PlanCode } from '../plan-codes.ts'
import type { Words } from './keys.ts'

type PlanWords = Pick<Words, `plan.${PlanCode}` | 'part.filled' | 'part.atPrice'>

/** Texts in English. */
export const plansEn: PlanWords = {
  'plan.PLAN_ACCOUNT_NOT_LIVE': 'Waiting: the account is not live, so nothing is placed. Canceling still works.',
  'plan.PLAN_CANCELED': 'Canceled. Its open orders are canceled too.',
  'plan.PLAN_CHANGED': 'Changed.',
  'plan.PLAN_CREATED': 'Created. It works only while Spotdeck runs.',
  'plan.PLAN_DONE': 'Done: each of its orders is over.',
  'plan.PLAN_EXPIRED': 'Expired. Its open orders are canceled.',
  'plan.PLAN_GAP':
    'Paused: the price {{price}} is more than 1 % beyond the trigger {{trigger}}. Resume it, or cancel it.',
  'plan.PLAN_LOOKING_UP':
    'Waiting: the exchange is being asked for orders that were sent before this start. It takes about 10 s.',
  'plan.PLAN_MISSED': 'An order was not placed: its time passed while Spotdeck could not act.',
  'plan.PLAN_NOT_FIRED': 'Ended without an order.',
  'plan.PLAN_ORDERS_CANCELED': 'The open orders were canceled.',
  'plan.PLAN_ORDER_FILLED': 'Order {{orderId}} was filled in part: {{executed}} so far.',
  'plan.PLAN_ORDER_OVER': 'An order is over{{executed, optional(part: filled)}}.',
  'plan.PLAN_OTHER_LEG': 'Not placed: the other order of this plan came first.',
  'plan.PLAN_OUTCOME_UNKNOWN':
    'Waiting: the exchange did not say whether it took the order. It is asked again before anything is sent.',
  'plan.PLAN_PART_FILLED': 'The order before ended filled only in part{{executed, optional(part: filled)}}.',
  'plan.PLAN_PLACED': 'The exchange has order {{orderId}}.',
  'plan.PLAN_RESUMED': 'Resumed.',
  'plan.PLAN_STALE_PRICE': 'Waiting: the price of {{symbol}} is not known to be current, so nothing fires.',
  'plan.PLAN_TRIGGERED': 'Triggered{{price, optional(part: atPrice)}}.',
  'part.filled': ' (filled: {{executed}})',
  'part.atPrice': ' at the price {{price}}',
}

/** Texts in Traditional Chinese. */
export const plansZh: PlanWords = {
  'plan.PLAN_ACCOUNT_NOT_LIVE': '等待中：帳戶尚未同步，不會送出委託。仍可取消。',
  'plan.PLAN_CANCELED': '已取消，未成交的委託也一併取消。',
  'plan.PLAN_CHANGED': '已變更。',
  'plan.PLAN_CREATED': '已建立。只在 Spotdeck 執行時有效。',
  'plan.PLAN_DONE': '已完成：所有委託都已結束。',
  'plan.PLAN_EXPIRED': '已到期，未成交的委託已取消。',
  'plan.PLAN_GAP': '已暫停：價格 {{price}} 超過觸發價 {{trigger}} 達 1 % 以上。繼續即立刻送出委託，也可以取消。',
  'plan.PLAN_LOOKING_UP': '等待中：正在向交易所查詢這次啟動前送出的委託，約需 10 秒。',
  'plan.PLAN_MISSED': '有一筆委託未送出：時間已過，而當時 Spotdeck 無法動作。',
  'plan.PLAN_NOT_FIRED': '已結束，沒有送出委託。',
  'plan.PLAN_ORDERS_CANCELED': '未成交的委託已取消。',
  'plan.PLAN_ORDER_FILLED': '委託 {{orderId}} 部分成交，目前為 {{executed}}。',
  'plan.PLAN_ORDER_OVER': '一筆委託已結束{{executed, optional(part: filled)}}。',
  'plan.PLAN_OTHER_LEG': '未送出：這張計畫單的另一筆委託先觸發。',
  'plan.PLAN_OUTCOME_UNKNOWN': '等待中：交易所未確認是否收到委託。再次送出前會先查詢。',
  'plan.PLAN_PART_FILLED': '前一筆委託結束時只有部分成交{{executed, optional(part: filled)}}。',
  'plan.PLAN_PLACED': '交易所已收到委託 {{orderId}}。',
  'plan.PLAN_RESUMED': '已繼續。',
  'plan.PLAN_STALE_PRICE': '等待中：無法確認 {{symbol}} 的價格是最新的，不會觸發。',
  'plan.PLAN_TRIGGERED': '已觸發{{price, optional(part: atPrice)}}。',
  'part.filled': '（已成交 {{executed}}）',
  'part.atPrice': '，價格為 {{price}}',
}
