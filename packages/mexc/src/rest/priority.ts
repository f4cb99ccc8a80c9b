/** Who goes first where calls have to wait for the exchange's limits. */

/** Cancels go before orders, orders before reads; within one kind first come, first served. */
export type Priority = 'cancel' | 'order' | 'read'
