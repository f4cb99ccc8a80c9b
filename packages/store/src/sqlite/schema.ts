/** Tables of a ledger file, and their migrations: one step per version, in one transaction. */

/** Migrations: step `i` leads from version `i` to `i + 1`. A released step is never changed. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE events (
    n INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    public INTEGER NOT NULL,
    body TEXT NOT NULL,
    before TEXT NOT NULL
  );
  CREATE UNIQUE INDEX events_public ON events (seq) WHERE public = 1;
  CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE orders (
    order_id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX orders_by_time ON orders (created_at, order_id);
  CREATE INDEX orders_by_symbol ON orders (symbol, created_at, order_id);
  CREATE TABLE deals (
    order_id TEXT NOT NULL,
    trade_id TEXT NOT NULL,
    side TEXT NOT NULL,
    named_by TEXT NOT NULL,
    alias TEXT,
    time INTEGER NOT NULL,
    id TEXT NOT NULL,
    symbol TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (order_id, trade_id, side)
  ) WITHOUT ROWID;
  CREATE INDEX deals_by_time ON deals (time, id);
  CREATE INDEX deals_by_symbol ON deals (symbol, time, id);
  CREATE TABLE flows (id TEXT PRIMARY KEY, time INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE equity (
    resolution TEXT NOT NULL,
    time INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (resolution, time)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE history (
    list TEXT NOT NULL,
    n INTEGER NOT NULL,
    time INTEGER NOT NULL,
    asset TEXT,
    reason TEXT,
    PRIMARY KEY (list, n)
  ) WITHOUT ROWID;
  CREATE INDEX history_by_time ON history (list, time, n);
  CREATE INDEX history_by_asset ON history (list, asset, time, n);
  INSERT INTO history
    SELECT 'movements', n, json_extract(body, '$.time'), json_extract(body, '$.change.asset'), json_extract(body, '$.change.reason')
    FROM events WHERE json_extract(body, '$.type') = 'asset.changed';
  INSERT INTO history
    SELECT 'statuses', n, json_extract(body, '$.time'), NULL, NULL
    FROM events WHERE json_extract(body, '$.type') = 'status.changed';
  INSERT INTO history
    SELECT 'audits', n, json_extract(body, '$.time'), json_extract(body, '$.change.asset'), json_extract(body, '$.change.reason')
    FROM events WHERE json_extract(body, '$.source') = 'audit'
      AND json_extract(body, '$.type') IN ('asset.changed', 'order.updated', 'deal.added');
  `,
  `
  INSERT INTO history
    SELECT 'flows', n, time, asset, reason FROM history WHERE list = 'movements'
      AND reason NOT IN ('ENTRUST_PLACE', 'ENTRUST', 'ENTRUST_CANCEL', 'ENTRUST_UNFROZEN', 'TRADE_FEE', 'RECONCILED');
  UPDATE flows SET body = json_set(body, '$.reason',
    (SELECT json_extract(events.body, '$.change.reason') FROM events WHERE events.n = CAST(substr(flows.id, 6) AS INTEGER)));
  `,
  // No change of tables. From here on events and state contain unexplained adjustments, which no older version can read.
  'SELECT 1',
  // Deals by the names that an audience may hide: the symbol and the asset of the fee.
  `CREATE INDEX IF NOT EXISTS deals_by_fee_asset ON deals (symbol, json_extract(body, '$.feeAsset'), time, id)`,
  // Flows in order of time, so that many of them are read page by page.
  'CREATE INDEX IF NOT EXISTS flows_by_time ON flows (time, id)',
  // No change of tables. From here on events and state contain orders that were set aside, which no older version can read.
  'SELECT 1',
  // Deals and flows without a price: prices are events of their own from here on.
  `
  CREATE TABLE IF NOT EXISTS unpriced (
    time INTEGER NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (time, id)
  ) WITHOUT ROWID;
  INSERT OR REPLACE INTO unpriced
    SELECT time, 'deal ' || id, json_object('kind', 'deal', 'deal', json(body)) FROM deals
    WHERE (json_extract(body, '$.quoteAsset') <> 'USDT' AND json_extract(body, '$.quoteUnitPrice') IS NULL)
      OR (json_extract(body, '$.feeAsset') <> 'USDT' AND json_extract(body, '$.fee') <> '0'
        AND json_extract(body, '$.feeUnitPrice') IS NULL);
  INSERT OR REPLACE INTO unpriced
    SELECT time, id, json_object('kind', 'flow', 'flow', json(body)) FROM flows
    WHERE json_extract(body, '$.asset') <> 'USDT' AND json_extract(body, '$.change') <> '0'
      AND json_extract(body, '$.unitPrice') IS NULL;
  `,
  // Profit as far as it is computed; `meta` has the basis of the marks.
  `
  CREATE TABLE IF NOT EXISTS pnl_marks (time INTEGER NOT NULL, id TEXT NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS pnl_marks_by_key ON pnl_marks (time, id);
  CREATE TABLE IF NOT EXISTS pnl_sums (
    time INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    fee_asset TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (time, symbol, fee_asset)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pnl_lots (
    asset TEXT NOT NULL,
    place INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (asset, place)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pnl_totals (time INTEGER PRIMARY KEY, realized TEXT NOT NULL);
  `,
  // Events in compressed segments, lists by kind, coverage in rows of its own. `moveOld` moves the rows of the tables `old_…`.
  `
  CREATE TABLE segments (
    first INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    min_time INTEGER NOT NULL,
    before TEXT NOT NULL,
    body BLOB NOT NULL
  );
  CREATE INDEX segments_by_seq ON segments (seq);
  CREATE INDEX segments_by_time ON segments (first, min_time);
  CREATE TABLE state_marks (n INTEGER PRIMARY KEY, seq INTEGER NOT NULL, max_time INTEGER NOT NULL, body BLOB NOT NULL);

  DROP INDEX orders_by_time;
  DROP INDEX orders_by_symbol;
  ALTER TABLE orders RENAME TO old_orders;
  CREATE TABLE order_kinds (
    kind INTEGER PRIMARY KEY,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    UNIQUE (symbol, side, type, status)
  );
  CREATE TABLE orders (
    order_id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX orders_by_time ON orders (created_at, order_id);
  CREATE INDEX orders_by_kind ON orders (kind, created_at, order_id);

  DROP INDEX deals_by_time;
  DROP INDEX deals_by_symbol;
  DROP INDEX deals_by_fee_asset;
  ALTER TABLE deals RENAME TO old_deals;
  CREATE TABLE deal_kinds (
    kind INTEGER PRIMARY KEY,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    fee_asset TEXT NOT NULL,
    UNIQUE (symbol, side, fee_asset)
  );
  CREATE TABLE deals (
    order_id TEXT NOT NULL,
    trade_id TEXT NOT NULL,
    side TEXT NOT NULL,
    named_by TEXT NOT NULL,
    alias TEXT,
    time INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (order_id, trade_id, side)
  ) WITHOUT ROWID;
  CREATE INDEX deals_by_time ON deals (time);
  CREATE INDEX deals_by_kind ON deals (kind, time);

  DROP INDEX history_by_time;
  DROP INDEX history_by_asset;
  ALTER TABLE history RENAME TO old_history;
  CREATE TABLE history_kinds (
    kind INTEGER PRIMARY KEY,
    list INTEGER NOT NULL,
    asset TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (list, asset, reason)
  );
  CREATE TABLE history (
    list INTEGER NOT NULL,
    time INTEGER NOT NULL,
    n INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    PRIMARY KEY (list, time, n)
  ) WITHOUT ROWID;
  CREATE INDEX history_by_kind ON history (kind, time, n);

  INSERT INTO state (key, value)
    SELECT 'coverage:' || json_extract(one.value, '$.kind'), json_group_array(json(one.value))
    FROM state, json_each(state.value, '$.coverage') AS one WHERE state.key = 'head' GROUP BY 1;
  UPDATE state SET value = json_remove(value, '$.coverage') WHERE key = 'head';
  `,
  // Sums of profit by length of time, finely and coarsely. Profit is computed again, in the background.
  `
  DELETE FROM pnl_marks;
  DROP TABLE pnl_sums;
  CREATE TABLE pnl_sums (
    length INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    time INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (length, kind, time)
  );
  `,
  // Events in archive files, and those of them that lists and names read.
  `
  CREATE TABLE archives (last INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE kept (first INTEGER PRIMARY KEY, min_time INTEGER NOT NULL, body BLOB NOT NULL);
  `,
  // Equity points of a stretch of time together. They are made in the background, also those of older points.
  `
  CREATE TABLE equity_stretches (
    resolution TEXT NOT NULL,
    begin INTEGER NOT NULL,
    since INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (resolution, begin)
  ) WITHOUT ROWID;
  `,
]

/** Schema version of this build. */
export const SCHEMA_VERSION = MIGRATIONS.length
