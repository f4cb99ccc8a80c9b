/** Table of the audit log: who changed what through the gateways of a database. */

/** `body` is JSON of what is known before the change; `outcome`, `status` and a later `target` are written once, after it. */
export const AUDIT = `
  CREATE TABLE audit_records (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lane text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    account text COLLATE "C",
    action text COLLATE "C" NOT NULL,
    credential text COLLATE "C",
    person text COLLATE "C",
    label text COLLATE "C" NOT NULL,
    body text NOT NULL,
    target text,
    outcome text,
    status integer
  );
  CREATE INDEX audit_records_lanes ON audit_records (lane, n);
`

/** Lanes of their own for management and orders, and the share of a credential. */
export const AUDIT_LANES = `
  CREATE INDEX audit_records_shares ON audit_records (lane, credential, n);
  UPDATE audit_records SET lane = CASE WHEN action IN ('order-placed', 'order-canceled') THEN 'orders' ELSE 'management' END
    WHERE lane = 'changes';
`
