/**
 * Tables of what the gateways of a database share besides ledgers: who may come in, the owner's settings and notes, answers to orders,
 * and the addresses of the gateways.
 * They are of the desk as a whole, so no lease guards them; each statement on them is complete in itself.
 */

/** Credentials hold hashes of secrets, never a secret. `accounts` and `tags` are JSON. */
export const DESK = `
  CREATE TABLE credentials (
    id text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    audience text NOT NULL,
    accounts text NOT NULL,
    label text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    parent text COLLATE "C",
    made_by text COLLATE "C",
    device text,
    created_from text,
    last_used_at bigint,
    last_used_from text,
    revoked smallint NOT NULL DEFAULT 0,
    UNIQUE (kind, hash)
  );
  CREATE INDEX credentials_parent ON credentials (parent) WHERE parent IS NOT NULL;
  CREATE INDEX credentials_made_by ON credentials (made_by) WHERE made_by IS NOT NULL;
  CREATE TABLE access_secrets (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
  );
  CREATE TABLE access_records (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL
  );
  CREATE TABLE preferences (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
  );
  CREATE TABLE notes (
    account text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    tags jsonb NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (account, kind, id)
  );
  CREATE INDEX notes_newest ON notes (account, updated_at DESC, kind, id);
  CREATE TABLE submissions (
    account text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint text NOT NULL,
    answer text NOT NULL,
    answered bigint NOT NULL,
    PRIMARY KEY (account, key)
  );
  CREATE INDEX submissions_by_time ON submissions (answered);
  CREATE TABLE members (
    holder text COLLATE "C" PRIMARY KEY,
    address text NOT NULL,
    seen timestamptz NOT NULL
  );
`
