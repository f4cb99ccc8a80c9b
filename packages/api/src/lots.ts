/** Rows of the export of realized lots: GET accounts/{id}/export/lots.csv?year&zone&method, for the owner alone. */

/** Columns of the export, in order. Amounts without a unit in their name are in `unit`; an unknown cell is empty. */
export const lotColumns = [
  /**
   * `sale`, `fee`, or the kind of a flow out of the account; `not-covered`: records from `acquiredAt` to `disposedAt` may be missing.
   */
  'kind',
  'id',
  'orderId',
  'symbol',
  'asset',
  'quantity',
  /** `deal`, `rebate`, `opening`, the kind of a flow, `pool`, `unknown`, or `none` for a fee that consumed no lot. */
  'acquisition',
  'acquisitionId',
  'acquiredAt',
  'acquiredDay',
  'paid',
  'paidAsset',
  'cost',
  'disposedAt',
  'disposedDay',
  'received',
  'receivedAsset',
  'unitPrice',
  'proceeds',
  'fee',
  'feeAsset',
  'feeUnitPrice',
  'feeValue',
  'gain',
  'unit',
  /** Codes that say why cells are empty, with spaces between them. */
  'reasons',
] as const

/** A row of the export: decimal text, times in ms since the epoch, days in the zone asked for; what is unknown is absent. */
export type LotLine = { readonly [Column in (typeof lotColumns)[number]]?: string | number | undefined }
