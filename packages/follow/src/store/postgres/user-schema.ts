/** Tables of the people who use a desk. No lease guards them; nothing in them is a secret. */

/**
 * `grants` is JSON. A build that does not know users finds no account in the rows of their sessions, and not their codes: these are of a
 * kind of their own.
 */
export const USERS = `
  CREATE TABLE users (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    email text COLLATE "C" UNIQUE,
    grants text NOT NULL,
    created_at bigint NOT NULL,
    disabled_at bigint
  );
  ALTER TABLE credentials ADD COLUMN user_id text COLLATE "C";
  CREATE INDEX credentials_user ON credentials (user_id) WHERE user_id IS NOT NULL;
`
