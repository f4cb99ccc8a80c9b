/**
 * Tables and functions of the schema `spotdeck`, one for all accounts of a desk, and their migrations. Each write is one call of a
 * function, which checks the lease first: the database itself refuses a writer whose lease is over.
 */

import { AUDIT, AUDIT_LANES } from './audit-schema.ts'
import { DESK } from './desk-schema.ts'
import { PASSKEYS } from './passkey-schema.ts'
import { ENDS, MAKERS_SECRETS, USERS } from './user-schema.ts'

/** SQLSTATE of a write whose fencing token is not that of the account's valid lease. */
export const LEASE_LOST_STATE = 'SD001'
/** SQLSTATE of a commit that does not begin after the stored head. */
export const LEDGER_MOVED_STATE = 'SD002'

const TABLES = `
  CREATE TABLE ledgers (
    account text COLLATE "C" PRIMARY KEY,
    host text NOT NULL,
    owner text NOT NULL,
    key text,
    epoch text NOT NULL,
    head text NOT NULL,
    last_n bigint NOT NULL DEFAULT 0,
    pnl_basis text,
    moving boolean NOT NULL
  );
  CREATE TABLE leases (
    account text COLLATE "C" PRIMARY KEY,
    holder text NOT NULL,
    token bigint NOT NULL,
    expires timestamptz NOT NULL,
    UNIQUE (account, token)
  );
  CREATE TABLE events (
    account text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    seq bigint NOT NULL,
    public boolean NOT NULL,
    recorded bigint NOT NULL,
    body text NOT NULL,
    before bytea NOT NULL,
    PRIMARY KEY (account, n, recorded)
  ) PARTITION BY RANGE (recorded);
  CREATE INDEX events_public ON events (account, seq) WHERE public;
  CREATE TABLE state (
    account text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (account, key)
  );
  CREATE TABLE past_states (
    account text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    seq bigint NOT NULL,
    max_time bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (account, n)
  );
`

/** Lists that follow from the events: `verify` makes them again in temporary tables of the same form. */
const LISTS = `
  CREATE TABLE kinds (
    account text COLLATE "C" NOT NULL,
    list smallint NOT NULL,
    names text COLLATE "C" NOT NULL,
    kind integer GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (account, list, names)
  );
  CREATE TABLE orders (
    account text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    kind integer NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (account, id)
  );
  CREATE INDEX orders_by_time ON orders (account, time, id);
  CREATE INDEX orders_by_kind ON orders (kind, time, id);
  CREATE TABLE deals (
    account text COLLATE "C" NOT NULL,
    order_id text COLLATE "C" NOT NULL,
    trade_id text COLLATE "C" NOT NULL,
    side text COLLATE "C" NOT NULL,
    named_by text NOT NULL,
    alias text,
    time bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    kind integer NOT NULL,
    body text NOT NULL,
    quote_price text,
    fee_price text,
    lacks_quote boolean NOT NULL,
    lacks_fee boolean NOT NULL,
    PRIMARY KEY (account, order_id, trade_id, side)
  );
  CREATE INDEX deals_by_time ON deals (account, time, id);
  CREATE INDEX deals_by_kind ON deals (kind, time, id);
  CREATE INDEX deals_unpriced ON deals (account, time, id) WHERE lacks_quote OR lacks_fee;
  CREATE TABLE flows (
    account text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    body text NOT NULL,
    told text,
    price text,
    lacks_price boolean NOT NULL,
    PRIMARY KEY (account, id)
  );
  CREATE INDEX flows_by_time ON flows (account, time, id);
  CREATE INDEX flows_unpriced ON flows (account, time, id) WHERE lacks_price;
  CREATE TABLE history (
    account text COLLATE "C" NOT NULL,
    list smallint NOT NULL,
    time bigint NOT NULL,
    n bigint NOT NULL,
    kind integer NOT NULL,
    PRIMARY KEY (account, list, time, n)
  );
  CREATE INDEX history_by_kind ON history (kind, time, n);
`

const COMPUTED = `
  CREATE TABLE equity (
    account text COLLATE "C" NOT NULL,
    resolution text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (account, resolution, time)
  );
  CREATE TABLE pnl_marks (
    account text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (account, time, id)
  );
  CREATE TABLE pnl_sums (
    account text COLLATE "C" NOT NULL,
    length bigint NOT NULL,
    kind smallint NOT NULL,
    time bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (account, length, kind, time)
  );
  CREATE TABLE pnl_lots (
    account text COLLATE "C" NOT NULL,
    asset text COLLATE "C" NOT NULL,
    place bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (account, asset, place)
  );
  CREATE TABLE pnl_totals (
    account text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    realized text NOT NULL,
    PRIMARY KEY (account, time)
  );
`

/**
 * The row lock makes a take-over wait for a write that has begun, and never a renewal: the token is part of a key, which a take-over
 * changes (`FOR UPDATE`) and a renewal does not (`FOR NO KEY UPDATE`).
 */
const FENCE = `
  CREATE FUNCTION fence(p_account text, p_token bigint) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM 1 FROM leases
      WHERE account = p_account AND token = p_token AND expires > clock_timestamp() FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the lease of the account is over' USING ERRCODE = '${LEASE_LOST_STATE}';
    END IF;
  END $$;
`

/** Attaching a table that was made beside them blocks neither reads nor writes of the other months. */
const MONTHS = `
  CREATE FUNCTION add_month(p_recorded bigint) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    month timestamp := date_trunc('month', to_timestamp(p_recorded / 1000.0) AT TIME ZONE 'UTC');
    name text := 'events_' || to_char(month, 'YYYY_MM');
  BEGIN
    IF to_regclass('spotdeck.' || name) IS NOT NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('spotdeck.events'));
    IF to_regclass('spotdeck.' || name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE spotdeck.%I (LIKE spotdeck.events)', name);
    EXECUTE format('ALTER TABLE spotdeck.events ATTACH PARTITION spotdeck.%I FOR VALUES FROM (%s) TO (%s)', name,
      (extract(epoch FROM month AT TIME ZONE 'UTC') * 1000)::bigint,
      (extract(epoch FROM (month + interval '1 month') AT TIME ZONE 'UTC') * 1000)::bigint);
  END $$;
`

/** Tables are named without a schema: temporary ones of the same name come first, which `verify` uses. */
const APPLY_LISTS = `
  CREATE FUNCTION apply_lists(p_account text, p_lists json) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO kinds (account, list, names)
      SELECT p_account, x.list, x.names FROM json_to_recordset(p_lists->'kinds') AS x(list smallint, names text)
      WHERE NOT EXISTS (SELECT 1 FROM kinds k WHERE (k.account, k.list, k.names) = (p_account, x.list, x.names));
    INSERT INTO orders (account, id, time, kind, body)
      SELECT p_account, x.id, x.time, k.kind, x.body
      FROM json_to_recordset(p_lists->'orders') AS x(id text, time bigint, names text, body text)
      JOIN kinds k ON (k.account, k.list, k.names) = (p_account, 5, x.names)
      ON CONFLICT (account, id) DO UPDATE SET time = excluded.time, kind = excluded.kind, body = excluded.body;
    DELETE FROM deals d USING json_to_recordset(p_lists->'dropped') AS x(order_id text, trade_id text, side text)
      WHERE (d.account, d.order_id, d.trade_id, d.side) = (p_account, x.order_id, x.trade_id, x.side);
    INSERT INTO deals (account, order_id, trade_id, side, named_by, alias, time, id, kind, body, quote_price, fee_price,
        lacks_quote, lacks_fee)
      SELECT p_account, x.order_id, x.trade_id, x.side, x.named_by, x.alias, x.time, x.id, k.kind, x.body, x.quote_price,
        x.fee_price, x.lacks_quote, x.lacks_fee
      FROM json_to_recordset(p_lists->'deals') AS x(order_id text, trade_id text, side text, named_by text, alias text,
        time bigint, id text, names text, body text, quote_price text, fee_price text, lacks_quote boolean, lacks_fee boolean)
      JOIN kinds k ON (k.account, k.list, k.names) = (p_account, 6, x.names);
    DELETE FROM deals d USING json_to_recordset(p_lists->'passing') AS x(order_id text, trade_id text, side text)
      WHERE (d.account, d.order_id, d.trade_id, d.side) = (p_account, x.order_id, x.trade_id, x.side);
    UPDATE deals d SET alias = coalesce(x.alias, d.alias),
        quote_price = coalesce(x.quote_price, d.quote_price), fee_price = coalesce(x.fee_price, d.fee_price),
        lacks_quote = d.lacks_quote AND x.quote_price IS NULL, lacks_fee = d.lacks_fee AND x.fee_price IS NULL
      FROM json_to_recordset(p_lists->'changed')
        AS x(order_id text, trade_id text, side text, alias text, quote_price text, fee_price text)
      WHERE (d.account, d.order_id, d.trade_id, d.side) = (p_account, x.order_id, x.trade_id, x.side);
    INSERT INTO flows (account, id, time, body, told, price, lacks_price)
      SELECT p_account, x.id, x.time, x.body, x.told, x.price, x.lacks_price FROM json_to_recordset(p_lists->'flows')
        AS x(id text, time bigint, body text, told text, price text, lacks_price boolean);
    UPDATE flows f SET told = coalesce(x.told, f.told), price = coalesce(x.price, f.price),
        lacks_price = f.lacks_price AND x.price IS NULL
      FROM json_to_recordset(p_lists->'completed') AS x(id text, told text, price text)
      WHERE (f.account, f.id) = (p_account, x.id);
    INSERT INTO history (account, list, time, n, kind)
      SELECT p_account, x.list, x.time, x.n, k.kind
      FROM json_to_recordset(p_lists->'history') AS x(list smallint, time bigint, n bigint, names text)
      JOIN kinds k ON (k.account, k.list, k.names) = (p_account, x.list, x.names);
  END $$;
`

/**
 * A commit that is stored already, because its answer was lost, is accepted and changes nothing.
 */
const COMMIT = `
  CREATE FUNCTION commit_events(p_account text, p_token bigint, p_batch json) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    stored ledgers%ROWTYPE;
    first bigint := (p_batch->>'first')::bigint;
    last bigint := (p_batch->>'last')::bigint;
  BEGIN
    PERFORM fence(p_account, p_token);
    SELECT * INTO stored FROM ledgers WHERE account = p_account FOR UPDATE;
    IF last IS NOT NULL AND (stored.last_n, stored.head) = (last, p_batch->>'head') THEN RETURN; END IF;
    IF stored.head IS DISTINCT FROM p_batch->>'before' OR first <> stored.last_n + 1 THEN
      RAISE EXCEPTION 'the ledger ends with event %', stored.last_n USING ERRCODE = '${LEDGER_MOVED_STATE}';
    END IF;
    INSERT INTO events (account, n, seq, public, recorded, body, before)
      SELECT p_account, x.n, x.seq, x.public, x.recorded, x.body, decode(x.before, 'hex')
      FROM json_to_recordset(p_batch->'events')
        AS x(n bigint, seq bigint, public boolean, recorded bigint, body text, before text);
    PERFORM apply_lists(p_account, p_batch->'lists');
    DELETE FROM pnl_marks WHERE account = p_account
      AND (time, id) >= ((p_batch->'pnl'->>'time')::bigint, p_batch->'pnl'->>'id');
    DELETE FROM state s USING json_array_elements_text(p_batch->'removed') AS x(key)
      WHERE s.account = p_account AND s.key = x.key;
    INSERT INTO state (account, key, value)
      SELECT p_account, x.key, x.value FROM json_to_recordset(p_batch->'rows') AS x(key text, value text)
      ON CONFLICT (account, key) DO UPDATE SET value = excluded.value;
    UPDATE ledgers SET head = p_batch->>'head', last_n = coalesce(last, last_n) WHERE account = p_account;
  END $$;
`

const PNL = `
  CREATE FUNCTION save_pnl(p_account text, p_token bigint, p_step json) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    stored ledgers%ROWTYPE;
  BEGIN
    PERFORM fence(p_account, p_token);
    SELECT * INTO stored FROM ledgers WHERE account = p_account FOR UPDATE;
    IF stored.last_n IS DISTINCT FROM (p_step->>'n')::bigint THEN RETURN false; END IF;
    DELETE FROM pnl_marks WHERE account = p_account AND (stored.pnl_basis IS DISTINCT FROM p_step->>'basis'
      OR (time, id) >= ((p_step->>'time')::bigint, p_step->>'id'));
    UPDATE ledgers SET pnl_basis = p_step->>'basis' WHERE account = p_account;
    DELETE FROM pnl_sums s USING json_to_recordset(p_step->'removed') AS x(length bigint, "from" bigint, "to" bigint)
      WHERE s.account = p_account AND s.length = x.length AND s.time >= x.from AND s.time < x.to;
    INSERT INTO pnl_sums (account, length, kind, time, body)
      SELECT p_account, x.length, x.kind, x.time, x.body FROM json_to_recordset(p_step->'sums')
        AS x(length bigint, kind smallint, time bigint, body text)
      ON CONFLICT (account, length, kind, time) DO UPDATE SET body = excluded.body;
    DELETE FROM pnl_totals WHERE account = p_account
      AND time >= (p_step->>'from')::bigint AND time <= (p_step->>'time')::bigint;
    INSERT INTO pnl_totals (account, time, realized)
      SELECT p_account, x.time, x.realized FROM json_to_recordset(p_step->'totals') AS x(time bigint, realized text);
    INSERT INTO pnl_lots (account, asset, place, body)
      SELECT p_account, x.asset, x.place, x.body FROM json_to_recordset(p_step->'lots')
        AS x(asset text, place bigint, body text)
      ON CONFLICT (account, asset, place) DO UPDATE SET body = excluded.body;
    INSERT INTO pnl_marks (account, time, id, n, body)
      VALUES (p_account, (p_step->>'time')::bigint, p_step->>'id', (p_step->>'n')::bigint, p_step->>'mark');
    RETURN true;
  END $$;
`

/** Orders of the day, for its limit: a process that takes over continues their total. */
const ORDERED = `
  CREATE TABLE ordered (
    account text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    worth text NOT NULL,
    PRIMARY KEY (account, id)
  );
`

/** A move by hand: until its time, only the process of this name is granted the lease. */
const MOVES = `
  ALTER TABLE leases ADD COLUMN wanted text, ADD COLUMN wanted_until timestamptz;
`

/**
 * Token of a holder that renews its lease and does not follow. A build that does not know the column leaves an older token in it, which
 * says nothing about a newer lease: its holder counts as one that follows.
 */
const UNFOLLOWED = `
  ALTER TABLE leases ADD COLUMN unfollowed bigint;
`

/** Equity points of a stretch of time together. They are made in the background, also those of older points. */
const STRETCHES = `
  CREATE TABLE equity_stretches (
    account text COLLATE "C" NOT NULL,
    resolution text COLLATE "C" NOT NULL,
    begin bigint NOT NULL,
    since bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (account, resolution, begin)
  );
`

/**
 * Asks the catalog by a query: after waiting for the lock, `to_regclass` would still answer from before, and the table of a new month
 * would be made twice.
 */
const addMonthUnder = (lock: string): string => `
  CREATE OR REPLACE FUNCTION add_month(p_recorded bigint) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    month timestamp := date_trunc('month', to_timestamp(p_recorded / 1000.0) AT TIME ZONE 'UTC');
    name text := 'events_' || to_char(month, 'YYYY_MM');
  BEGIN
    IF to_regclass('spotdeck.' || name) IS NOT NULL THEN RETURN; END IF;
    ${lock};
    PERFORM FROM pg_class c WHERE c.relname = name AND c.relnamespace = 'spotdeck'::regnamespace;
    IF FOUND THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE spotdeck.%I (LIKE spotdeck.events)', name);
    EXECUTE format('ALTER TABLE spotdeck.events ATTACH PARTITION spotdeck.%I FOR VALUES FROM (%s) TO (%s)', name,
      (extract(epoch FROM month AT TIME ZONE 'UTC') * 1000)::bigint,
      (extract(epoch FROM (month + interval '1 month') AT TIME ZONE 'UTC') * 1000)::bigint);
  END $$;
`
const MONTHS_ONCE = addMonthUnder("PERFORM pg_advisory_xact_lock(hashtext('spotdeck.events'))")
/** A lock that only those may take who write events: an advisory one stands open to every user of the database. */
const MONTHS_LOCKED = addMonthUnder('LOCK TABLE spotdeck.events IN SHARE UPDATE EXCLUSIVE MODE')

/** Processes that follow accounts, and the name of the one that an account was moved to by hand. `capacity`: NULL without a limit. */
const PROCESSES = `
  CREATE TABLE processes (
    holder text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    capacity integer,
    accounts text NOT NULL,
    seen timestamptz NOT NULL
  );
  ALTER TABLE leases ADD COLUMN pinned text;
`

/** Role of a token, where no audience has its name. A build that does not know the column reads the audience, which gives less. */
const TOKEN_ROLES = `
  ALTER TABLE credentials ADD COLUMN role text;
`

/** Migrations: step `i` leads from version `i` to `i + 1`. A released step is never changed. */
export const MIGRATIONS: readonly string[] = [
  [TABLES, LISTS, COMPUTED, FENCE, MONTHS, APPLY_LISTS, COMMIT, PNL].join('\n'),
  ORDERED,
  MOVES,
  UNFOLLOWED,
  STRETCHES,
  DESK,
  PASSKEYS,
  MONTHS_ONCE,
  PROCESSES,
  TOKEN_ROLES,
  USERS,
  AUDIT,
  AUDIT_LANES,
  ENDS,
  MAKERS_SECRETS,
  MONTHS_LOCKED,
]

/** Tables that `verify` makes again. */
export const LIST_TABLES = ['kinds', 'orders', 'deals', 'flows', 'history'] as const
