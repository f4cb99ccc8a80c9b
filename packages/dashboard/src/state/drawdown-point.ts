/** The drawdown of an account at one moment, as the performance report states it. */

/** Distance below the peak by every stored sample, as a fraction (0.1 is a tenth), and the account's exact sums at that moment. */
export type DrawdownPoint = {
  readonly drawdown: string
  readonly worth: {
    readonly total: string
    readonly netDeposits: string | null
    readonly netUnexplained?: string | null
    readonly netRevalued?: string | undefined
  }
}
