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

/** Maker of a user; and a guard that no end of a credential is taken back, or made a lesser one, by anybody who may write the column. */
export const ENDS = `
  ALTER TABLE users ADD COLUMN made_by text COLLATE "C";
  CREATE FUNCTION keep_ended() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'a credential that ended stays ended';
  END $$;
  CREATE TRIGGER credentials_end BEFORE UPDATE ON credentials FOR EACH ROW
    WHEN (OLD.revoked <> 0 AND NEW.revoked NOT IN (OLD.revoked, 1)) EXECUTE FUNCTION keep_ended();
`

/**
 * Whoever may not write secrets reads the key that masks ids alone. With the key of challenges, an edge that was taken over could have its
 * owner sign today what signs in next year.
 */
export const MAKERS_SECRETS = `
  ALTER TABLE access_secrets ENABLE ROW LEVEL SECURITY;
  CREATE POLICY makers_secrets ON access_secrets
    USING (name = 'mask' OR has_table_privilege('access_secrets'::regclass, 'INSERT'));
`
