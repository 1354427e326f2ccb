-- The ledger: what happened, in the order it was written down, each record chained to the last.
--
-- Positions come from the one row of ledger.head, locked from reading it to the commit: a
-- position is visible only after all lower ones, and none is missing. Sequences give neither.

CREATE SCHEMA ledger;

CREATE TABLE ledger.event (
    position      bigint PRIMARY KEY,
    aggregate_id  uuid NOT NULL,
    version       integer NOT NULL CHECK (version >= 0),
    topic         text NOT NULL,
    state         jsonb NOT NULL,
    metadata      jsonb NOT NULL,
    recorded_at   timestamptz NOT NULL,
    hash          bytea NOT NULL,
    CONSTRAINT event_is_one_page_of_one_life UNIQUE (aggregate_id, version)
);

CREATE TABLE ledger.head (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position     bigint NOT NULL,
    recorded_at  timestamptz NOT NULL,
    hash         bytea NOT NULL
);
INSERT INTO ledger.head (position, recorded_at, hash) VALUES (0, 'epoch', sha256(''));

-- What a command came to, by the id its author gave it: sent twice it answers the same.
CREATE TABLE ledger.command (
    id              uuid PRIMARY KEY,
    digest          bytea NOT NULL,
    first_position  bigint NOT NULL,
    last_position   bigint NOT NULL
);

-- What may exist once: a sticker code, a promise on a device. The first to claim it holds it.
CREATE TABLE ledger.claim (
    kind    text NOT NULL,
    key     text NOT NULL,
    holder  uuid NOT NULL,
    PRIMARY KEY (kind, key)
);

-- Guarded balances, in cents: never below zero, whoever races.
CREATE TABLE ledger.balance (
    account  uuid PRIMARY KEY,
    cents    bigint NOT NULL CONSTRAINT balance_is_never_overdrawn CHECK (cents >= 0)
);

-- Keys of encrypted attributes live apart, out of the ledger's backups, each wrapped by a key
-- that is not in this database. Destroying one makes what it sealed unreadable for ever.
CREATE SCHEMA vault;

CREATE TABLE vault.key (
    subject    uuid PRIMARY KEY,
    wrapped    bytea NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now()
);

-- The stored bytes of one record, as the chain and ./run meleze verify hash them. A line
-- break separates them, and cannot occur inside: jsonb writes it as an escape.
CREATE FUNCTION ledger.link(
    previous bytea, place bigint, aggregate_id uuid, version integer, topic text,
    recorded_at timestamptz, state jsonb, metadata jsonb
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(previous || convert_to(concat_ws(
        E'\n', place, aggregate_id, version, topic,
        (extract(epoch FROM recorded_at) * 1000000)::bigint, state, metadata
    ), 'UTF8'))
$$;

-- Appends all records or none. ``records`` is an array of {a, v, t, s, m}: aggregate, version,
-- topic, state, metadata; ``claims`` of {kind, key, holder, take}; ``draws`` of {account, cents}.
CREATE FUNCTION ledger.append(
    command_id uuid, command_digest bytea, records jsonb, claims jsonb, draws jsonb
) RETURNS TABLE (first_position bigint, last_position bigint, replayed boolean)
LANGUAGE plpgsql AS $$
DECLARE
    last      ledger.head;
    known     ledger.command;
    record    record;
    item      jsonb;
    holds     uuid;
BEGIN
    SELECT * INTO STRICT last FROM ledger.head FOR UPDATE;
    first_position := last.position + 1;
    IF command_id IS NOT NULL THEN
        SELECT * INTO known FROM ledger.command WHERE id = command_id;
        IF FOUND THEN
            IF known.digest <> command_digest THEN
                RAISE EXCEPTION 'command % already carried something else', command_id
                    USING ERRCODE = 'ME001';
            END IF;
            RETURN QUERY SELECT known.first_position, known.last_position, true;
            RETURN;
        END IF;
    END IF;
    last.recorded_at := greatest(clock_timestamp(), last.recorded_at);
    FOR record IN
        SELECT * FROM jsonb_to_recordset(records) AS r (a uuid, v integer, t text, s jsonb, m jsonb)
    LOOP
        last.position := last.position + 1;
        last.hash := ledger.link(last.hash, last.position, record.a, record.v, record.t,
                                 last.recorded_at, record.s, record.m);
        INSERT INTO ledger.event VALUES (last.position, record.a, record.v, record.t, record.s,
                                         record.m, last.recorded_at, last.hash);
    END LOOP;
    FOR item IN SELECT * FROM jsonb_array_elements(claims) LOOP
        IF (item->>'take')::boolean THEN
            INSERT INTO ledger.claim AS c (kind, key, holder)
                VALUES (item->>'kind', item->>'key', (item->>'holder')::uuid)
                ON CONFLICT (kind, key) DO UPDATE SET holder = c.holder
                RETURNING c.holder INTO holds;
            IF holds <> (item->>'holder')::uuid THEN
                RAISE EXCEPTION '% % is taken', item->>'kind', item->>'key'
                    USING ERRCODE = 'ME002', DETAIL = item::text;
            END IF;
        ELSE
            DELETE FROM ledger.claim c WHERE c.kind = item->>'kind' AND c.key = item->>'key'
                AND c.holder = (item->>'holder')::uuid;
        END IF;
    END LOOP;
    FOR item IN SELECT * FROM jsonb_array_elements(draws) LOOP
        BEGIN
            INSERT INTO ledger.balance (account, cents)
                VALUES ((item->>'account')::uuid, 0) ON CONFLICT (account) DO NOTHING;
            UPDATE ledger.balance SET cents = cents + (item->>'cents')::bigint
                WHERE account = (item->>'account')::uuid;
        EXCEPTION WHEN check_violation THEN
            RAISE EXCEPTION 'balance overdrawn' USING ERRCODE = 'ME003', DETAIL = item::text;
        END;
    END LOOP;
    UPDATE ledger.head
        SET position = last.position, recorded_at = last.recorded_at, hash = last.hash;
    IF command_id IS NOT NULL THEN
        INSERT INTO ledger.command
            VALUES (command_id, command_digest, append.first_position, last.position);
    END IF;
    RETURN QUERY SELECT append.first_position, last.position, false;
END $$;
