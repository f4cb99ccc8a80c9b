/** Reason of a reconciliation that following itself asked for. */
export type ReconcileCause =
  | 'AUDIT_DIFFERED'
  | 'CHAIN_BROKEN'
  | 'CLOCK_OFF'
  | 'FOLD_FAILED'
  | 'INBOX_FULL'
  | 'INTAKE_FULL'
  | 'NOTHING_HEARD'
  | 'STREAM_SILENT'
  | 'UNDECODABLE'
  | 'UNREADABLE_PUSH'
