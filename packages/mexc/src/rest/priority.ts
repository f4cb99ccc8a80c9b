/** Priorities of calls that wait for the exchange's limits. */

/**
 * Priority of a waiting call: cancels first, then orders, then urgent reads, such as those that tell whether what is shown
 * is right, then reads, then reads in the background, such as of history. Cancels and orders: first come, first served; reads: by turns of accounts.
 */
export type Priority = 'cancel' | 'order' | 'urgent' | 'read' | 'background'
