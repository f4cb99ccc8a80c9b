/** Tables of the owner's passkeys: what gateways of a database verify signatures by. No lease guards them; nothing in them is a secret. */

/** `transports` is JSON. A used challenge and a confirmation are forgotten soon after they end. */
export const PASSKEYS = `
  CREATE TABLE passkeys (
    id text COLLATE "C" PRIMARY KEY,
    credential_id text COLLATE "C" NOT NULL UNIQUE,
    public_key text NOT NULL,
    counter bigint NOT NULL,
    transports text NOT NULL,
    rp_id text NOT NULL,
    name text NOT NULL,
    aaguid text NOT NULL,
    device text NOT NULL,
    can_back_up smallint NOT NULL,
    backed_up smallint NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint,
    last_used_from text
  );
  CREATE TABLE spent_challenges (
    id text COLLATE "C" PRIMARY KEY,
    expires_at bigint NOT NULL
  );
  CREATE INDEX spent_challenges_by_time ON spent_challenges (expires_at);
  CREATE TABLE confirmations (
    session text COLLATE "C" PRIMARY KEY,
    at bigint NOT NULL
  );
`
