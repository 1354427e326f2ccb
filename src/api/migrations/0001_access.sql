-- Who may do what. Apart from the ledger: an account is named here and nowhere else, the ledger
-- only knows its id. Secrets are kept as digests; addresses of visitors are not kept at all.

CREATE SCHEMA access;

CREATE TABLE access.account (
    id             uuid PRIMARY KEY,
    login          text NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9][a-z0-9._-]{2,39}$'),
    name           text NOT NULL,
    password_hash  text NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    disabled_at    timestamptz
);

-- A role is held in a place, or everywhere: operator, prescriber and counter never everywhere.
CREATE TABLE access.role_grant (
    account  uuid NOT NULL REFERENCES access.account,
    role     text NOT NULL CHECK (role IN ('operator', 'prescriber', 'counter', 'coordinator',
                                           'funder', 'administrator')),
    place    uuid,
    CHECK ((role IN ('operator', 'prescriber', 'counter')) = (place IS NOT NULL)),
    UNIQUE NULLS NOT DISTINCT (account, role, place)
);

-- ``sha256`` is that of the secret in the cookie: who reads this table can sign in as nobody.
CREATE TABLE access.session (
    sha256      bytea PRIMARY KEY,
    account     uuid NOT NULL REFERENCES access.account,
    place       uuid,
    csrf        text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    seen_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON access.session (account);

-- A link that creates an account with these grants or, when it names one, sets its password anew.
CREATE TABLE access.invitation (
    id          uuid PRIMARY KEY,
    sha256      bytea NOT NULL UNIQUE,
    name        text NOT NULL,
    grants      jsonb NOT NULL,
    account     uuid REFERENCES access.account,
    made_by     uuid REFERENCES access.account,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);

-- No column says when a token was used: a bench is not watched either.
CREATE TABLE access.token (
    id            uuid PRIMARY KEY,
    sha256        bytea NOT NULL UNIQUE,
    name          text NOT NULL,
    place         uuid NOT NULL,
    organisation  uuid NOT NULL,
    may           text[] NOT NULL CHECK (may <@ ARRAY['read', 'record']),
    created_at    timestamptz NOT NULL DEFAULT now(),
    revoked_at    timestamptz
);

-- Failed sign-ins of the last minutes. ``key`` is a digest: of a login, or of an address with a
-- salt that the process keeps to itself and forgets when it stops.
CREATE UNLOGGED TABLE access.throttle (
    key           bytea PRIMARY KEY,
    window_start  timestamptz NOT NULL,
    count         integer NOT NULL
);
